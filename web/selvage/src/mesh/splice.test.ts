// Splices between texts: the smallest, at the caret, never through the middle of a character.
import { expect, test } from "vitest";
import { caretAfter, codePoints, movedSplice, spliceBetween, spliced, wholeSplice } from "./splice.js";

test.each([
  ["", "a", { position: 0, removed: 0, inserted: "a" }],
  ["hello", "help", { position: 3, removed: 2, inserted: "p" }],
  ["abc", "", { position: 0, removed: 3, inserted: "" }],
  ["one two three", "one 2 three", { position: 4, removed: 3, inserted: "2" }],
  ["😀😁", "😀x😁", { position: 2, removed: 0, inserted: "x" }],
  ["a😀b", "a😁b", { position: 1, removed: 2, inserted: "😁" }],
])("%j becomes %j", (before, after, splice) => expect(spliceBetween(before, after)).toEqual(splice));

test("a text that stayed the same needs none", () => expect(spliceBetween("same", "same")).toBeUndefined());

test("the caret says which of several equal characters is new", () => {
  expect(spliceBetween("aaaa", "aaaaa", 2)).toEqual({ position: 1, removed: 0, inserted: "a" });
  expect(spliceBetween("aaaa", "aaaaa", 5)).toEqual({ position: 4, removed: 0, inserted: "a" });
  expect(spliceBetween("aaaa", "aaa", 1)).toEqual({ position: 1, removed: 1, inserted: "" });
});

test("any two texts, wherever the caret is", () => {
  let state = 7;
  const below = (bound: number): number => (state = (state * 48271) % 2147483647) % bound;
  const letters = ["a", "b", "😀", "😁", "\n"];
  const textOf = (size: number): string => Array.from({ length: size }, () => letters[below(5)]).join("");
  for (let round = 0; round < 2000; round++) {
    const [before, after] = [textOf(below(8)), textOf(below(8))];
    const splice = spliceBetween(before, after, below(after.length + 1));
    if (!splice) expect(after).toBe(before);
    else {
      expect(spliced(before, splice)).toBe(after);
      expect(wholeSplice(before, splice)).toEqual(splice);
    }
  }
});

test("a caret stays with the words beside it", () => {
  expect(caretAfter("world", "hello world", 2)).toBe(8);
  expect(caretAfter("hello", "hello world", 2)).toBe(2);
  expect(caretAfter("one TWO three", "one three", 6)).toBe(4);
  expect(caretAfter("😀b", "😀😁b", 3)).toBe(5);
});

test("code points are counted, not halves of them", () => expect(codePoints("a😀b")).toBe(3));

test("a splice moves with what others wrote before it, and stays for what they wrote behind it", () => {
  const splice = { position: 2, removed: 1, inserted: "x" };
  expect(movedSplice(splice, "abcd", "😀abcd")).toEqual({ position: 4, removed: 1, inserted: "x" });
  expect(movedSplice(splice, "abcd", "abcdef")).toEqual(splice);
  expect(movedSplice(splice, "abcd", "bcd")).toEqual({ position: 1, removed: 1, inserted: "x" });
  expect(movedSplice(splice, "abcd", "ab")).toEqual({ position: 2, removed: 0, inserted: "x" });
});

test("halves of characters become whole ones", () => {
  expect(wholeSplice("a😀b😁", { position: 2, removed: 3, inserted: "x" })).toEqual({ position: 1, removed: 5, inserted: "\ud83dx\ude01" });
  expect(wholeSplice("abc", { position: 2, removed: 9, inserted: "" })).toEqual({ position: 2, removed: 1, inserted: "" });
});
