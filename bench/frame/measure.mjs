// @ts-check
// What a contestant written in JavaScript uses: it repeats a piece of work until the sample is long enough,
// and prints the sample. bench/frame/measure.h is the same in C++.
import { readFileSync } from "node:fs";
import { parseArgs } from "node:util";

import { median } from "./statistics.mjs";

const { values } = parseArgs({
  options: { milliseconds: { type: "string", default: "100" }, data: { type: "string" } },
  strict: false,
});

/** How long one sample may take. */
export const milliseconds = Number(values.milliseconds);

/** The folder that the user named, or what was prepared out of it; undefined if there is none. */
export const dataFolder = typeof values.data === "string" ? values.data : undefined;

/** Keeps results alive, so that no engine finds out that nobody looks at them. */
export const sink = { value: /** @type {unknown} */ (undefined) };

/**
 * @param {string} what
 * @param {string} who
 * @param {string} unit
 * @param {number} amount what one call of `work` does, in the unit's own measure per second
 * @param {() => unknown} work
 */
export function measureRate(what, who, unit, amount, work) {
  const seconds = secondsPerCall(work);
  print({ what, who, unit, value: amount / seconds });
}

/**
 * @param {string} what
 * @param {string} who
 * @param {number} items one call of `work` does so many of what the time is told of
 * @param {() => unknown} work
 */
export function measureTime(what, who, items, work) {
  print({ what, who, unit: "ns", value: (secondsPerCall(work) * 1e9) / items });
}

const waits = "/proc/thread-self/schedstat";

/** How long the thread was ready while others had the processors, if the system tells. @returns {number} milliseconds */
function waited() {
  try {
    return Number(readFileSync(waits, "latin1").split(" ")[1]) / 1e6;
  } catch {
    return 0;
  }
}

/**
 * What `work` made, and the milliseconds it took without those in which it waited for a processor: on a busy machine
 * they are many times the others, and more for whoever takes long.
 * @template Made
 * @param {() => Made} work
 */
export function timed(work) {
  const before = waited();
  const start = performance.now();
  const made = work();
  const passed = performance.now() - start;
  return { made, took: Math.max(0, passed - (waited() - before)) };
}

/**
 * For work that takes milliseconds: each run is timed alone, and the median counts. What it makes goes to
 * `after`, whose time does not. Several runs, so that those before the engine compiled it well do not decide;
 * only work of seconds is left at fewer.
 * @template Made
 * @param {string} what
 * @param {string} who
 * @param {() => Made} work
 * @param {(made: Made) => void} [after]
 * @returns {number} the milliseconds of the first run, before any engine had time to compile it well
 */
export function measureRuns(what, who, work, after = (made) => (sink.value = made)) {
  /** @type {number[]} */
  const times = [];
  let whole = 0;
  do {
    const { made, took } = timed(work);
    times.push(took);
    whole += took;
    after(made);
  } while (!isEnough(times.length, whole));
  print({ what, who, unit: "ms", value: median(times) });
  return times[0] ?? 0;
}

/** How long a sample of single runs lasts, if they are quick; and if they are not, with fewer than are wanted. */
const [usual, longest] = milliseconds >= 100 ? [400, 2000] : milliseconds >= 10 ? [60, 1000] : [0, 0];
const runsWanted = 7;

/** @param {number} runs @param {number} took the milliseconds of all */
export const isEnough = (runs, took) => took >= longest || (took >= usual && runs >= runsWanted);

/** @param {import("./manifest.mjs").Sample} sample */
export const print = (sample) => console.log(JSON.stringify(sample));

/** @param {() => unknown} work */
function secondsPerCall(work) {
  let calls = 1;
  for (;;) {
    const { took } = timed(() => {
      for (let i = 0; i < calls; ++i) sink.value = work();
    });
    if (took >= milliseconds) return took / 1000 / calls;
    calls = took < milliseconds / 16 ? calls * 8 : Math.ceil((calls * milliseconds * 1.2) / took);
  }
}
