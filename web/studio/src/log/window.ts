// Which rows of a long list are drawn: those in sight and a few beside them.
export interface Sight {
  readonly top: number;
  readonly height: number;
  readonly rowHeight: number;
  readonly count: number;
}
export interface Rows {
  readonly from: number;
  /** One behind the last. */
  readonly to: number;
}

const beside = 8;

export function rowsInSight({ top, height, rowHeight, count }: Sight): Rows {
  const first = Math.floor(Math.max(0, top) / rowHeight);
  const shown = Math.ceil(height / rowHeight) + 1;
  const from = Math.max(0, Math.min(first, count - shown) - beside);
  return { from, to: Math.min(count, Math.max(0, Math.min(first, count - 1)) + shown + beside) };
}

/** Whether one who looks at the end wants to see what comes. */
export function isAtEnd({ top, height, rowHeight, count }: Sight): boolean {
  return top + height >= (count - 1) * rowHeight;
}
