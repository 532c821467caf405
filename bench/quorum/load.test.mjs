// What is told of many times, and whose times they are.
import { expect, test } from "vitest";
import { measureLoad, measureVisible, percentile } from "./load.mjs";

test("a percentile is the least value that so many do not exceed", () => {
  const hundred = Array.from({ length: 100 }, (_, number) => 100 - number);
  expect(percentile(hundred, 0.5)).toBe(50);
  expect(percentile(hundred, 0.99)).toBe(99);
  expect(percentile([7], 0.99)).toBe(7);
  expect(() => percentile([], 0.5)).toThrow("a percentile of nothing");
});

test("each client waits for its answer, and all of them write at once", async () => {
  /** @type {Map<string, number>} */
  const underWay = new Map();
  let most = 0;
  const write = async (/** @type {string} */ key, /** @type {string} */ value) => {
    expect(value).toHaveLength(30);
    underWay.set(key, (underWay.get(key) ?? 0) + 1);
    expect(underWay.get(key)).toBe(1);
    most = Math.max(most, underWay.size);
    await new Promise((resolve) => setImmediate(resolve));
    underWay.delete(key);
  };
  const load = { clients: 5, size: 30, milliseconds: 5, servers: [process.pid] };
  const measured = await measureLoad(write, load);
  expect(most).toBe(5);
  expect(measured.rate).toBeGreaterThan(0);
  expect(measured.p99).toBeGreaterThanOrEqual(measured.p50);
  expect(measured.servers).toBeGreaterThan(0);
});

test("a write that fails ends the load", async () => {
  const write = () => Promise.reject(new Error("the disk is full"));
  const load = { clients: 2, size: 1, milliseconds: 5, servers: [] };
  await expect(measureLoad(write, load)).rejects.toThrow("the disk is full");
});

test("a change is seen when its own news comes, not that of another", async () => {
  /** @type {((is: (text: string) => boolean) => void)[]} */
  const watchers = [];
  let told = 0;
  const watch = async (/** @type {typeof watchers[number]} */ seen) => void watchers.push(seen);
  const write = async (/** @type {string} */ value) => {
    watchers[0]?.(() => false);
    setImmediate(() => {
      ++told;
      watchers[0]?.((text) => text === value);
    });
  };
  const { p50, p99 } = await measureVisible(10, { write, watch });
  expect(told).toBe(11); // One more, that is not measured.
  expect(p99).toBeGreaterThanOrEqual(p50);
});
