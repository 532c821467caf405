// What is typed, and what changed, in words.
import { expect, test } from "vitest";
import { changesBetween, placeText, readTyped, shown, typedOf, type Json } from "./json.js";

test.each<[string, Json]>([
  ["5", 5],
  ["true", true],
  ['"5"', "5"],
  ["hello there", "hello there"],
  ['{"a": [1]}', { a: [1] }],
  ["{broken", "{broken"],
])("%s is read as %j", (typed, value) => expect(readTyped(typed)).toEqual(value));

test.each<Json>([5, "5", "null", "plain", "", '"quoted"', null, [1, "a"], { a: "b" }])(
  "%j is read again as it was written",
  (value) => expect(readTyped(typedOf(value))).toEqual(value),
);

test("places are written as the mesh writes them", () => {
  expect(placeText(["notes", "items", 3, "a.b", ""])).toBe('notes.items[3]["a.b"][""]');
});

test("changes are told by their places", () => {
  const before = { score: 3, ann: { points: 1 }, gone: 1, list: [1, 2, 3], note: "a" };
  const after = { score: 5, ann: { points: 1, level: "x" }, list: [1, 3], note: "b", fresh: [] };
  expect(changesBetween(before, after, 10)).toEqual([
    "gone removed",
    "score 3 → 5",
    'ann.level = "x"',
    "list[1] taken out",
    'note "a" → "b"',
    "fresh = 0 items",
  ]);
  expect(changesBetween([1, 2], [1, 9, 2], 10)).toEqual(["[1] inserted: 9"]);
  expect(changesBetween([{ a: 1 }], [{ a: 2 }], 10)).toEqual(["[0].a 1 → 2"]);
  expect(changesBetween({ a: 1 }, { a: [1] }, 10)).toEqual(["a = 1 item"]);
  expect(changesBetween(after, after, 10)).toEqual([]);
});

test("many changes are counted", () => {
  const many = Object.fromEntries(Array.from({ length: 30 }, (_, i) => [`k${i}`, i]));
  const told = changesBetween({}, many, 3);
  expect(told).toHaveLength(4);
  expect(told[3]).toBe("and 27 more changes");
});

test("long texts are cut", () => expect(shown("x".repeat(500)).length).toBeLessThan(70));
