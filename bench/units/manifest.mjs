// @ts-check
// How soon a unit runs, natively: against what it may take.
import { fileURLToPath } from "node:url";

/** @typedef {import("../frame/manifest.mjs").RowPlan} RowPlan */

const program = fileURLToPath(new URL("../../build/release/bench/bench_units", import.meta.url));

/** @param {string} what @param {number} milliseconds @param {Partial<RowPlan>} [more] @returns {RowPlan} */
const atMost = (what, milliseconds, more) => ({
  what,
  build: "native",
  better: "less",
  peer: { figure: milliseconds, name: `${milliseconds} ms, the most it may be` },
  ...more,
});

/** @type {import("../frame/manifest.mjs").Manifest} */
export default {
  name: "units",
  about: "units in workers of their own: the first run of a pool, and runs of units that do nothing",
  contestants: [{ name: "a pool of one worker", command: [program] }],
  rows: [
    atMost("a pool from nothing, and its first run, p50", 100),
    ...["an empty module", "an empty script"].flatMap((what) => [
      atMost(`${what}, with pauses, p50`, 1, { goal: 1 }),
      atMost(`${what}, p50`, 1),
      atMost(`${what}, p99`, 10),
    ]),
  ],
  growth: [],
};
