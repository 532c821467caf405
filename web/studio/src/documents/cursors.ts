// Where others are in a text, as they note it, and where that is in the text as it is here.
import { spliceBetween } from "selvage";
import type { Json } from "./json.js";

export interface Cursor {
  readonly peer: string;
  readonly start: number;
  /** Behind what is selected; the start, if nothing is. */
  readonly end: number;
  /** By which it is seen whether its owner has said something else since. */
  readonly said: string;
}
/** What is shown of a text, in its order: letters, whether somebody has selected them, or whose caret stands there. */
export type Part = { readonly text: string; readonly by: string | undefined } | { readonly caret: string };

export const cursorTopic = (document: string, place: string): string => `text ${document} ${place}`;

/**
 * Of others, by what they note: a position, and the size of the text that it is in. What is no cursor is left out; whoever has said
 * nothing new is where it was moved to.
 */
export function cursorsOf(notes: Readonly<Record<string, Json>>, own: string, before: readonly Cursor[] = []): Cursor[] {
  return Object.entries(notes).flatMap(([peer, note]) => {
    const { start, end } = (note ?? {}) as { readonly start?: Json; readonly end?: Json };
    if (peer === own || !isPosition(start) || !isPosition(end) || start > end) return [];
    const said = JSON.stringify(note);
    return [before.find((cursor) => cursor.peer === peer && cursor.said === said) ?? { peer, start, end, said }];
  });
}

const isPosition = (value: unknown): value is number => Number.isSafeInteger(value) && (value as number) >= 0;

/** In a text that became another, until their owners say where they are now. Our own caret tells which of equal letters was typed. */
export function movedCursors(cursors: readonly Cursor[], before: string, after: string, caret?: number): Cursor[] {
  const splice = spliceBetween(before, after, caret);
  if (!splice) return [...cursors];
  const { position, removed, inserted } = splice;
  // What comes in where a selection begins is not of it.
  const moved = (at: number, goesOn: boolean): number => {
    if (at < position || (at === position && !goesOn)) return at;
    return at >= position + removed ? at + inserted.length - removed : position + inserted.length;
  };
  return cursors.map((cursor) => ({
    ...cursor,
    start: moved(cursor.start, cursor.start < cursor.end),
    end: moved(cursor.end, false),
  }));
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
