// Cursors of others: which are shown, and where.
import { expect, test } from "vitest";
import { colourOf, coloursMax, cursorsOf, movedCursors, partsOf } from "./cursors.js";

test("[UI11] what others note is a cursor only if it is one, and our own is none", () => {
  const notes = {
    ann: { start: 2, end: 5 },
    own: { start: 1, end: 1 },
    bob: { start: 5, end: 2 },
    cid: { start: -1, end: 2 },
    dan: { start: 1.5, end: 2 },
    eve: null,
    fay: "here",
    guy: { start: 1 },
  };
  expect(cursorsOf(notes, "own")).toEqual([{ peer: "ann", start: 2, end: 5, said: '{"start":2,"end":5}' }]);
});

test("[UI11] who has said nothing new is where the text has moved it", () => {
  const first = cursorsOf({ ann: { start: 4, end: 4 }, bob: { start: 1, end: 1 } }, "own");
  const moved = movedCursors(first, "one two", "and one two");
  const next = cursorsOf({ ann: { start: 4, end: 4 }, bob: { start: 2, end: 2 } }, "own", moved);
  expect(next.map(({ peer, start }) => [peer, start])).toEqual([
    ["ann", 8],
    ["bob", 2],
  ]);
});

test("[UI11] a cursor stays with its words", () => {
  const cursors = [{ peer: "ann", start: 4, end: 7, said: "" }];
  expect(movedCursors(cursors, "one two", "one and two")).toEqual([{ peer: "ann", start: 8, end: 11, said: "" }]);
  expect(movedCursors(cursors, "one two", "one a two", 5)).toMatchObject([{ start: 6, end: 9 }]);
  expect(movedCursors(cursors, "one two", "one two three")).toEqual(cursors);
  expect(movedCursors(cursors, "one two", "")).toEqual([{ peer: "ann", start: 0, end: 0, said: "" }]);
});

test("[UI11] a text is shown whole, with its selections and carets", () => {
  expect(partsOf("", [])).toEqual([]);
  expect(partsOf("abc", [])).toEqual([{ text: "abc", by: undefined }]);
  const cursors = [
    { peer: "ann", start: 1, end: 3, said: "" },
    { peer: "bob", start: 2, end: 2, said: "" },
    { peer: "cid", start: 99, end: 99, said: "" },
  ];
  const parts = partsOf("abcd", cursors);
  expect(parts).toEqual([
    { text: "a", by: undefined },
    { text: "b", by: "ann" },
    { caret: "bob" },
    { text: "c", by: "ann" },
    { caret: "ann" },
    { text: "d", by: undefined },
    { caret: "cid" },
  ]);
});

test("[UI11] a peer has one of few colours", () => {
  expect(colourOf("12D3KooWabc")).toBe(colourOf("12D3KooWabc"));
  for (let i = 0; i < 100; ++i) expect(colourOf(`peer ${i}`)).toBeLessThan(coloursMax);
});
