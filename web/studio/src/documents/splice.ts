// The one splice that makes a text out of another, counted in code points as the mesh counts them.
export interface Splice {
  readonly position: number;
  readonly erased: number;
  readonly inserted: string;
}

/**
 * Nothing if the texts are the same. The caret, behind what was typed in the new text, tells which of several equal
 * characters is the new one; without it the last could be.
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
    position: codePoints(before.slice(0, prefix)),
    erased: codePoints(before.slice(prefix, before.length - suffix)),
    inserted: after.slice(prefix, after.length - suffix),
  };
}

/** Where a caret is once the text under it became another: what is behind it stays behind it. */
export function caretAfter(before: string, after: string, caret: number): number {
  const splice = spliceBetween(before, after);
  if (!splice) return caret;
  const from = units(before, splice.position);
  const to = units(before, splice.position + splice.erased);
  if (caret <= from) return caret;
  return caret >= to ? caret + splice.inserted.length - (to - from) : from + splice.inserted.length;
}

/** A splice of a text that meanwhile became another: what others wrote before it moves it. */
export function movedSplice(splice: Splice, base: string, known: string): Splice {
  if (base === known) return splice;
  const move = (position: number): number => codePoints(known.slice(0, caretAfter(base, known, units(base, position))));
  const position = move(splice.position);
  return { ...splice, position, erased: move(splice.position + splice.erased) - position };
}

export function codePoints(text: string): number {
  let count = 0;
  for (const _ of text) count++;
  return count;
}

function units(text: string, count: number): number {
  let at = 0;
  for (let i = 0; i < count; i++) at += (text.codePointAt(at) ?? 0) > 0xffff ? 2 : 1;
  return at;
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
