// Where a key leads in a list of so many rows.
interface Place {
  /** -1 if none is chosen. */
  readonly chosen: number;
  readonly count: number;
  /** Rows that are seen at once. */
  readonly shown: number;
}

/** The row to choose; undefined if the key is not for lists, or there is nothing to choose. */
export function rowAfter(key: string, { chosen, count, shown }: Place): number | undefined {
  const page = Math.max(1, shown - 1);
  const steps: Readonly<Record<string, number>> = {
    ArrowDown: chosen + 1,
    ArrowUp: chosen - 1,
    PageDown: chosen + page,
    PageUp: chosen - page,
    Home: 0,
    End: count - 1,
  };
  const next = steps[key];
  return next === undefined || count === 0 ? undefined : Math.max(0, Math.min(count - 1, next));
}
