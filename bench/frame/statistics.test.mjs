// Figures by hand.
import { expect, test } from "vitest";
import { exponent, line, median, ratio, spread } from "./statistics.mjs";

test("the median is the middle, or the middle of the two in the middle", () => {
  expect(median([9])).toBe(9);
  expect(median([9, 1, 4])).toBe(4);
  expect(median([10, 1, 4, 2])).toBe(3);
  expect(() => median([])).toThrow("the median of nothing");
});

test("the spread is half of the whole way, as a share of the median", () => {
  expect(spread([90, 100, 130])).toBeCloseTo(0.2);
  expect(spread([5])).toBe(0);
  expect(spread([0, 0])).toBe(0);
});

test("a ratio above one is in our favour, whichever way the unit counts", () => {
  expect(ratio(200, 100, "more")).toBe(2);
  expect(ratio(200, 100, "less")).toBe(0.5);
});

test("the exponent of a cost is found again", () => {
  for (const power of [0, 0.5, 1, 2])
    expect(exponent([10, 100, 5000].map((size) => [size, 3 * size ** power]))).toBeCloseTo(power);
});

test("the line with the least squares, and its error", () => {
  const { slope, error } = line([[0, 1], [1, 2], [2, 4], [3, 5]]);
  expect(slope).toBeCloseTo(1.4);
  expect(error).toBeCloseTo(Math.sqrt(0.02));
  expect(() => line([[0, 1], [1, 2]])).toThrow("a line through 2 points");
});
