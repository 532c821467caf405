// Splices between texts: the smallest, at the caret, never through the middle of a character.
import { expect, test } from "vitest";
import { caretAfter, codePoints, movedSplice, spliceBetween } from "./splice.js";

function apply(text: string, position: number, erased: number, inserted: string): string {
  const characters = [...text];
  characters.splice(position, erased, ...inserted);
  return characters.join("");
}

test.each([
  ["", "a", { position: 0, erased: 0, inserted: "a" }],
  ["hello", "help", { position: 3, erased: 2, inserted: "p" }],
  ["abc", "", { position: 0, erased: 3, inserted: "" }],
  ["one two three", "one 2 three", { position: 4, erased: 3, inserted: "2" }],
  ["😀😁", "😀x😁", { position: 1, erased: 0, inserted: "x" }],
  ["a😀b", "a😁b", { position: 1, erased: 1, inserted: "😁" }],
])("%j becomes %j", (before, after, splice) => expect(spliceBetween(before, after)).toEqual(splice));

test("a text that stayed the same needs none", () => expect(spliceBetween("same", "same")).toBeUndefined());

test("the caret says which of several equal characters is new", () => {
  expect(spliceBetween("aaaa", "aaaaa", 2)).toEqual({ position: 1, erased: 0, inserted: "a" });
  expect(spliceBetween("aaaa", "aaaaa", 5)).toEqual({ position: 4, erased: 0, inserted: "a" });
  expect(spliceBetween("aaaa", "aaa", 1)).toEqual({ position: 1, erased: 1, inserted: "" });
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
    else expect(apply(before, splice.position, splice.erased, splice.inserted)).toBe(after);
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
  const splice = { position: 2, erased: 1, inserted: "x" };
  expect(movedSplice(splice, "abcd", "😀abcd")).toEqual({ position: 3, erased: 1, inserted: "x" });
  expect(movedSplice(splice, "abcd", "abcdef")).toEqual(splice);
  expect(movedSplice(splice, "abcd", "bcd")).toEqual({ position: 1, erased: 1, inserted: "x" });
  expect(movedSplice(splice, "abcd", "ab")).toEqual({ position: 2, erased: 0, inserted: "x" });
});
