// @ts-check
// Sets, maps and counters that merge, element by element, at three sizes: what each costs, and how that grows.
import { fileURLToPath } from "node:url";

import { hasKeys, kinds, peerKind, sizes } from "./things.mjs";

/** @typedef {import("../frame/manifest.mjs").RowPlan} RowPlan */
/** @typedef {import("../frame/manifest.mjs").GrowthPlan} GrowthPlan */
/** @typedef {import("../frame/manifest.mjs").Contestant} Contestant */

const path = (/** @type {string} */ name) => fileURLToPath(new URL(`../../${name}`, import.meta.url));

const peers = ["yjs", "loro", "automerge"];
/** What each of them has. @type {Record<string, string[]>} */
const peerKinds = {
  yjs: ["map", "single value"],
  loro: ["map", "counters", "counter", "single value"],
  automerge: ["map", "counters", "counter", "single value"],
};
const tooSlow = "nobody bears this size in time";

/** @param {string} engine @param {string} kind @param {string} list @returns {Contestant} */
const contestant = (engine, kind, list) => ({
  name: `${engine}, ${kind}`,
  command: ["node", "--no-warnings", "--expose-gc", path("bench/crdt/run.mjs"), engine, kind, "--sizes", list],
});

/** Kind by kind, so that those that are compared run beside one another. @param {number[]} sizes @returns {Contestant[]} */
function contestantsFor(sizes) {
  const list = sizes.join();
  return [
    { name: "ours, natively", command: [path("build/release/bench/bench_crdt"), "--sizes", list] },
    { name: "ours, natively, its memory", command: [path("build/release/bench/bench_crdt_memory"), "--sizes", list] },
    ...kinds.flatMap((kind) => [
      contestant("selvage", kind, list),
      ...peers.filter((peer) => peerKinds[peer]?.includes(kind)).map((peer) => contestant(peer, kind, list)),
    ]),
  ];
}

/** @param {string} kind @param {number} size @param {string} thing @returns {RowPlan} */
const row = (kind, size, thing) => ({
  what: `${kind} of ${size}, ${thing}`,
  peerWhat: `${peerKind[kind] ?? kind} of ${size}, ${thing}`,
  build: "wasm",
  better: "less",
  peer: { fastestOf: peers },
  ifMissing: tooSlow,
});

/**
 * Bytes of one element. What the system counts for the peers is measured at one size: it is too coarse for the small
 * one, and the large one takes too long.
 * @param {string} kind @param {number} size @param {number} middle @returns {RowPlan}
 */
const memoryRow = (kind, size, middle) => ({
  ...row(kind, size, "memory"),
  peerWhat: `${peerKind[kind] ?? kind} of ${middle}, memory`,
});

/** @param {number} middle @param {number[]} sizes @returns {RowPlan[]} */
const rowsFor = (middle, sizes) =>
  kinds.flatMap((kind) => [
    ...sizes.map((size) => row(kind, size, "made")),
    { ...row(kind, middle, "made"), build: /** @type {const} */ ("native") },
    ...(hasKeys(kind) ? ["merged", "encoded", "read", "encoded size"] : []).map((thing) => row(kind, middle, thing)),
    ...(hasKeys(kind) ? sizes.map((size) => memoryRow(kind, size, middle)) : []),
  ]);

/** @param {string} who @param {string} kind @param {string} thing @param {number[]} sizes @returns {GrowthPlan} */
const growth = (who, kind, thing, sizes) => ({
  what: `${kind}, ${thing}`,
  who,
  of: "entries",
  per: "each",
  sizes: sizes.map((size) => [size, `${kind} of ${size}, ${thing}`]),
});

/** @param {number[]} sizes @returns {GrowthPlan[]} */
const growthFor = (sizes) => [
  ...["selvage native", "selvage wasm"].flatMap((who) =>
    kinds.flatMap((kind) =>
      ["made", ...(hasKeys(kind) ? ["merged", "read", "memory"] : [])].map((thing) => growth(who, kind, thing, sizes)),
    ),
  ),
  ...peers.flatMap((who) => (peerKinds[who] ?? []).map((kind) => growth(who, kind, "made", sizes))),
];

/** @type {import("../frame/manifest.mjs").Manifest} */
export default {
  name: "crdt",
  about: "sets, maps, counters and single values, at three sizes",
  rounds: { full: 3, quick: 2 },
  contestants: [],
  rows: [],
  growth: [],
  async prepare({ pace }) {
    const all = sizes[pace];
    const rows = rowsFor(all[1], all);
    return {
      contestants: contestantsFor(all),
      // In small everybody is fast enough.
      rows: pace === "smoke" ? rows.map(({ ifMissing: _, ...row }) => row) : rows,
      growth: growthFor(all),
    };
  },
};
