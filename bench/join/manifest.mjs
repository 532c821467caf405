// @ts-check
// From a page's load to a state that is that of the other side: against js-libp2p with Yjs.
import { fileURLToPath } from "node:url";

import { contestants, processorOf, whats } from "./names.mjs";

/** @typedef {import("../frame/manifest.mjs").RowPlan} RowPlan */

const script = fileURLToPath(new URL("pages.mjs", import.meta.url));
const [, ...others] = Object.keys(contestants);

/** @param {string} what @param {Partial<RowPlan>} rest @returns {RowPlan} */
const row = (what, rest) => ({ what, build: "wasm", better: "less", peer: { fastestOf: others }, ...rest });

/** @param {number} figure @param {string} unit */
const atMost = (figure, unit) => ({ peer: { figure, name: `${figure} ${unit}, the most it may be` }, goal: 1 });

/** @type {import("../frame/manifest.mjs").Manifest} */
export default {
  name: "join",
  about: "a page's load to synced state, cold and warm, and what it fetches",
  contestants: [{ name: "pages, in turns", command: [process.execPath, "--no-warnings", script] }],
  rows: [
    row(whats.cold, atMost(400, "ms")),
    row(whats.warm, atMost(150, "ms")),
    ...[whats.cold, whats.warm].flatMap((what) => others.map((who) => row(what, { peer: { who }, goal: 2 }))),
    ...[whats.cold, whats.warm].flatMap((what) => others.map((who) => row(processorOf(what), { peer: { who } }))),
    ...others.map((who) => row(whats.transfer, { peer: { who } })),
  ],
  growth: [],
};
