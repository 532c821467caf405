// @ts-check
// What those take who have nothing to do: a node with one peer, and a tab.
import { fileURLToPath } from "node:url";

import { theirs, whats } from "./names.mjs";

/** @typedef {import("../frame/manifest.mjs").RowPlan} RowPlan */

const script = fileURLToPath(new URL("idle.mjs", import.meta.url));

/** @param {string} what @param {"native" | "wasm"} build @param {number} most @returns {RowPlan[]} */
const rows = (what, build, most) => [
  { what, build, better: "less", peer: { figure: most, name: `${most} MB, the most it may be` }, goal: 1 },
  { what, build, better: "less", peer: { who: theirs } },
];

/** @type {import("../frame/manifest.mjs").Manifest} */
export default {
  name: "memory",
  about: "what an idle node with one peer takes, and an idle tab",
  contestants: [{ name: "nodes and tabs that do nothing", command: [process.execPath, "--no-warnings", script] }],
  rows: [
    ...rows(whats.rss, "native", 15),
    ...rows(whats.pss, "native", 15),
    ...rows(whats.heap, "wasm", 12),
    ...rows(whats.browser, "wasm", 12),
    { what: whats.module, build: "wasm", better: "less", peer: { figure: 12, name: "12 MB, the most a tab may take" } },
  ],
  growth: [],
  rounds: { full: 2, quick: 1 },
};
