// The one splice that makes a text out of another, and where a caret is behind it. Positions are those of JavaScript's texts.

export interface Splice {
  readonly position: number;
  /** How much is taken away there. */
  readonly removed: number;
  /** What comes in its place. */
  readonly inserted: string;
}

/**
 * Nothing if the texts are the same. The caret, behind what was typed in the new text, tells which of several equal
 * characters is the new one; without it the last could be. No character is cut into halves.
 */
export function spliceBetween(before: string, after: string, caret: number = after.length): Splice | undefined {
  if (before === after) return undefined;
  let suffix = commonSuffix(before, after, Math.min(before.length, after.length, after.length - caret));
  let prefix = commonPrefix(before, after, Math.min(before.length, after.length) - suffix);
  suffix += commonSuffix(
    before.slice(prefix, before.length - suffix),
    after.slice(prefix, after.length - suffix),
    Math.min(before.length, after.length) - prefix - suffix,
  );
  if (isSplit(before, prefix) || isSplit(after, prefix)) prefix--;
  if (isSplit(before, before.length - suffix) || isSplit(after, after.length - suffix)) suffix--;
  return {
    position: prefix,
    removed: before.length - suffix - prefix,
    inserted: after.slice(prefix, after.length - suffix),
  };
}

/** Where a caret is once the text under it became another: what is behind it stays behind it. */
export function caretAfter(before: string, after: string, caret: number): number {
  const splice = spliceBetween(before, after);
  if (!splice) return caret;
  const { position, removed, inserted } = splice;
  if (caret <= position) return caret;
  return caret >= position + removed ? caret + inserted.length - removed : position + inserted.length;
}

/** A splice of a text that meanwhile became another: what others wrote before it moves it. */
export function movedSplice(splice: Splice, before: string, after: string): Splice {
  const position = caretAfter(before, after, splice.position);
  return { ...splice, position, removed: caretAfter(before, after, splice.position + splice.removed) - position };
}

export function spliced(text: string, { position, removed, inserted }: Splice): string {
  return text.slice(0, position) + inserted + text.slice(position + removed);
}

/** The same with whole characters in the place of halves: others count in whole ones. */
export function wholeSplice(text: string, { position, removed, inserted }: Splice): Splice {
  const begin = Math.min(position, text.length);
  const end = Math.min(position + removed, text.length);
  const [from, to] = [isSplit(text, begin) ? begin - 1 : begin, isSplit(text, end) ? end + 1 : end];
  return { position: from, removed: to - from, inserted: text.slice(from, begin) + inserted + text.slice(end, to) };
}

export function codePoints(text: string): number {
  let count = 0;
  for (const _ of text) count++;
  return count;
}

function commonPrefix(one: string, other: string, max: number): number {
  let size = 0;
  while (size < max && one.charCodeAt(size) === other.charCodeAt(size)) size++;
  return size;
}
function commonSuffix(one: string, other: string, max: number): number {
  let size = 0;
  while (size < max && one.charCodeAt(one.length - 1 - size) === other.charCodeAt(other.length - 1 - size)) size++;
  return size;
}

/** Between the two halves of one character. */
function isSplit(text: string, at: number): boolean {
  const [high, low] = [text.charCodeAt(at - 1), text.charCodeAt(at)];
  return high >= 0xd800 && high < 0xdc00 && low >= 0xdc00 && low < 0xe000;
}
