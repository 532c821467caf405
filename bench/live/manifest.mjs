// @ts-check
// From a key to where others see what it typed, in tabs and in a terminal: against js-libp2p with Yjs.
import { fileURLToPath } from "node:url";

import { named, ours, shares, theirs, whats } from "./names.mjs";

/** @typedef {import("../frame/manifest.mjs").RowPlan} RowPlan */

const script = fileURLToPath(new URL("typing.mjs", import.meta.url));
const atMost = { figure: 20, name: "20 ms, the most it may be" };

/** @param {string} what @param {string} who @param {Partial<RowPlan>} rest @returns {RowPlan} */
const row = (what, who, rest) => ({ what, ours: who, build: "wasm", better: "less", peer: { who: theirs }, ...rest });

/** In the table ours is known by what was measured alone, so that says who. @param {string} what @param {string} who @returns {RowPlan[]} */
const between = (what, who) =>
  shares.map((share) => row(named(`${what} (${who})`, share), who, { peerWhat: named(what, share) }));

const tabs = [ours.through, ours.direct];

/** @type {import("../frame/manifest.mjs").Manifest} */
export default {
  name: "live",
  about: "a key pressed in a tab to what another tab shows, and to a line of `selvage watch`",
  contestants: [{ name: "typing, in turns", command: [process.execPath, "--no-warnings", script] }],
  rows: [
    ...[whats.painted, whats.seen, whats.own].flatMap((what) => tabs.flatMap((who) => between(what, who))),
    ...tabs.map((who) => row(named(`${whats.painted} (${who})`, 0.99), who, { peer: atMost, goal: 1 })),
    row(named(whats.line, 0.5), ours.watch, { peer: atMost }),
    row(named(whats.line, 0.99), ours.watch, { peer: atMost, goal: 1 }),
  ],
  growth: [],
  rounds: { full: 3, quick: 1 },
};
