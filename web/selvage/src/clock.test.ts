// The system's clock, and what it does without its timers.
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { systemClock } from "./clock.js";

const task = (): Promise<unknown> => new Promise((resolve) => setImmediate(resolve));
const clock = systemClock();
let timers = vi.spyOn(globalThis, "setTimeout");

beforeEach(() => {
  timers = vi.spyOn(globalThis, "setTimeout");
});
afterEach(() => vi.restoreAllMocks());

test("what is due is done in a task of its own, and by no timer: hidden tabs hold those back", async () => {
  const woken = await new Promise<string>((resolve) => {
    let moment = "at once";
    clock.wakeAt(clock.now(), () => resolve(moment));
    queueMicrotask(() => (moment = "in a task"));
  });
  expect(woken).toBe("in a task");
  expect(timers).not.toHaveBeenCalled();
});

test("what is due can be taken back", async () => {
  const action = vi.fn();
  clock.wakeAt(clock.now(), action)();
  await new Promise<void>((resolve) => void clock.wakeAt(clock.now(), resolve));
  await task();
  expect(action).not.toHaveBeenCalled();
});

test("what is not due waits for its time", async () => {
  const time = clock.now() + 5000;
  await new Promise<void>((resolve) => void clock.wakeAt(time, resolve));
  expect(clock.now()).toBeGreaterThanOrEqual(time);
  expect(timers).toHaveBeenCalledOnce();
});
