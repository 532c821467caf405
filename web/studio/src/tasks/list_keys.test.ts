// Keys in the list of tasks: from row to row, and never past the ends.
import { expect, test } from "vitest";
import { rowAfter } from "./list_keys.js";

test.each<[key: string, chosen: number, next: number | undefined]>([
  ["ArrowDown", -1, 0],
  ["ArrowUp", -1, 0],
  ["ArrowDown", 99, 99],
  ["ArrowUp", 5, 4],
  ["PageDown", 5, 14],
  ["PageDown", 95, 99],
  ["PageUp", 3, 0],
  ["Home", 50, 0],
  ["End", 50, 99],
  ["x", 50, undefined],
])("[UI18] %s from row %d of 100 leads to %j", (key, chosen, next) => {
  expect(rowAfter(key, { chosen, count: 100, shown: 10 })).toBe(next);
});

test("[UI18] in an empty list keys lead nowhere", () => {
  expect(rowAfter("End", { chosen: -1, count: 0, shown: 10 })).toBeUndefined();
});
