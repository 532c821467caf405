// Rows in sight, of lists of any length and at places that a shorter list left behind.
import { expect, test } from "vitest";
import { isAtEnd, rowsInSight } from "./window.js";

const rowHeight = 20;

test("of a hundred thousand rows a few are drawn, and those in sight are among them", () => {
  for (const top of [0, 7, 999_990, 1_999_600, 1_999_800]) {
    const { from, to } = rowsInSight({ top, height: 400, rowHeight, count: 100_000 });
    expect(from * rowHeight).toBeLessThanOrEqual(top);
    expect(to * rowHeight).toBeGreaterThanOrEqual(Math.min(top + 400, 2_000_000));
    expect(to - from).toBeLessThan(45);
  }
});

test("a place behind the end shows the end", () => {
  const { from, to } = rowsInSight({ top: 50_000, height: 400, rowHeight, count: 30 });
  expect(from).toBeLessThan(10);
  expect(to).toBe(30);
  expect(rowsInSight({ top: 0, height: 400, rowHeight, count: 0 })).toEqual({ from: 0, to: 0 });
});

test("who sees the last row is at the end", () => {
  expect(isAtEnd({ top: 1600, height: 400, rowHeight, count: 100 })).toBe(true);
  expect(isAtEnd({ top: 1000, height: 400, rowHeight, count: 100 })).toBe(false);
  expect(isAtEnd({ top: 0, height: 400, rowHeight, count: 3 })).toBe(true);
});
