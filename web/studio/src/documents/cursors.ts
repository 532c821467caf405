// Where others are in a text, as they note it, and where that is in the text as it is here.
import { caretAfter } from "selvage";
import type { Json } from "./json.js";

export interface Cursor {
  readonly peer: string;
  readonly start: number;
  /** Behind what is selected; the start, if nothing is. */
  readonly end: number;
}
/** What is shown of a text, in its order: letters, whether somebody has selected them, or whose caret stands there. */
export type Part = { readonly text: string; readonly by: string | undefined } | { readonly caret: string };

export const cursorTopic = (document: string, place: string): string => `text ${document} ${place}`;

/** Of others. What is no cursor is left out. */
export function cursorsOf(notes: Readonly<Record<string, Json>>, own: string): Cursor[] {
  return Object.entries(notes).flatMap(([peer, note]) => {
    const { start, end } = (note ?? {}) as { readonly start?: Json; readonly end?: Json };
    return peer !== own && isPosition(start) && isPosition(end) && start <= end ? [{ peer, start, end }] : [];
  });
}

const isPosition = (value: unknown): value is number => Number.isSafeInteger(value) && (value as number) >= 0;

/** In a text that became another, until their owners say where they are now. */
export function movedCursors(cursors: readonly Cursor[], before: string, after: string): Cursor[] {
  return cursors.map(({ peer, start, end }) => ({ peer, start: caretAfter(before, after, start), end: caretAfter(before, after, end) }));
}

export function partsOf(text: string, cursors: readonly Cursor[]): Part[] {
  const within = cursors.map(({ peer, start, end }) => ({ peer, start: Math.min(start, text.length), end: Math.min(end, text.length) }));
  const cuts = [...new Set([0, text.length, ...within.flatMap(({ start, end }) => [start, end])])].sort((one, other) => one - other);
  return cuts.flatMap((cut, number) => {
    const carets: Part[] = within.filter(({ end }) => end === cut).map(({ peer }) => ({ caret: peer }));
    const next = cuts[number + 1];
    if (next === undefined) return carets;
    const by = within.find(({ start, end }) => start <= cut && next <= end)?.peer;
    return [...carets, { text: text.slice(cut, next), by }];
  });
}

export const coloursMax = 6;
/** The same everywhere for one peer. */
export function colourOf(peer: string): number {
  let sum = 0;
  for (const letter of peer) sum = (sum * 31 + letter.charCodeAt(0)) % 9973;
  return sum % coloursMax;
}
