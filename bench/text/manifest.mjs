// @ts-check
// Text that several write at once: recorded traces and large documents of Yjs, through ours and the libraries that
// people use for it. What is compared as WebAssembly is driven from JavaScript, edit by edit, as all the peers are.
import { fileURLToPath } from "node:url";

import { main } from "./main_trace.mjs";

/** @typedef {import("../frame/manifest.mjs").RowPlan} RowPlan */
/** @typedef {import("../frame/manifest.mjs").Contestant} Contestant */

const path = (/** @type {string} */ name) => fileURLToPath(new URL(`../../${name}`, import.meta.url));
/** @type {(...words: string[]) => [string, ...string[]]} */
const node = (...words) => ["node", "--no-warnings", ...words];

/** The module behind each contestant, and who it is. */
const peers = /** @type {const} */ ({
  diamond_types: "diamond-types",
  json_joy: "json-joy",
  loro: "loro",
  yjs: "yjs",
  ywasm: "ywasm",
  automerge: "automerge",
});
const everybody = Object.values(peers);
const slow = "too slow for this trace, or for --quick";

/** @param {string[]} traces @param {string[]} documents @returns {Contestant[]} */
const contestantsFor = (traces, documents) => [
  { name: "ours, natively", command: [path("build/release/bench/bench_text")] },
  { name: "ours, natively, its memory", command: [path("build/release/bench/bench_text_memory")] },
  ...traces.flatMap((trace) =>
    ["selvage", "selvage_yjs", ...Object.keys(peers)].map((engine) => ({
      name: `${engine}, ${trace}`,
      command: node(path("bench/text/run.mjs"), engine, trace),
    })),
  ),
  ...documents.flatMap((document) =>
    ["selvage_yjs", "yjs", "ywasm"].map((engine) => ({
      name: `${engine}, ${document}`,
      command: node(path("bench/text/merge.mjs"), engine, document),
    })),
  ),
  ...["selvage", "selvage_yjs", ...Object.keys(peers)].map((engine) => ({
    name: `${engine}, its memory`,
    command: node("--expose-gc", path("bench/text/memory.mjs"), engine, main),
  })),
];

/** @type {Pick<RowPlan, "build" | "better" | "ifMissing">} */
const less = { build: "wasm", better: "less", ifMissing: slow };

/** Against each of the others. @param {string} what @param {Partial<Record<string, number>>} goals @returns {RowPlan[]} */
const againstAll = (what, goals = {}) =>
  everybody.map((who) => ({ ...less, what, peer: { who }, ...(goals[who] && { goal: goals[who] }) }));

/** @param {string} what @param {number} [goal] @returns {RowPlan} */
const againstFastest = (what, goal) => ({ ...less, what, peer: { fastestOf: everybody }, ...(goal && { goal }) });

/** @param {string} what @param {number} most @param {string} unit @returns {RowPlan} */
const atMost = (what, most, unit) => ({
  ...less,
  what,
  peer: { figure: most, name: `${most.toLocaleString("en-US")} ${unit}, the goal` },
  goal: 1,
});

/** @type {RowPlan[]} */
const mainRows = [
  ...againstAll(`${main}, typed`, { "diamond-types": 1 / 0.4 }),
  { ...againstFastest(`${main}, typed for the first time`) },
  { ...less, what: `${main}, typed inside`, peerWhat: `${main}, typed`, peer: { who: "diamond-types" } },
  { ...atMost(`${main}, typed`, 12, "ms"), build: "native" },
  ...againstAll(`${main}, typed and told`, { "json-joy": 2 }),
  { ...less, what: `${main}, typed and told inside`, peerWhat: `${main}, typed and told`, peer: { who: "json-joy" } },
  { ...againstFastest(`${main}, typed and told`), build: "native" },
  ...againstAll(`${main}, told`, { "json-joy": 1 }),
  ...againstAll(`${main}, encoded`),
  atMost(`${main}, encoded size`, 105_000, "B"),
  ...againstAll(`${main}, encoded size`),
  atMost(`${main}, loaded to text`, 3, "ms"),
  ...againstAll(`${main}, loaded to text`),
  { ...atMost(`${main}, loaded to text`, 3, "ms"), build: "native" },
  ...againstAll(`${main}, loaded to edit`),
  atMost(`${main}, resident, by its own count`, 650_000, "B"),
  ...againstAll(`${main}, resident`),
];

/** Our documents of Yjs against its own. @param {string} trace @returns {RowPlan[]} */
const rowsAsYjs = (trace) =>
  [
    { thing: "typed" },
    { thing: "typed and told", goal: 10 },
    { thing: "encoded" },
    { thing: "encoded size" },
    { thing: "loaded to text" },
  ].flatMap(({ thing, goal }) => [
    { ...less, what: `${trace} as Yjs, ${thing}`, peerWhat: `${trace}, ${thing}`, peer: { who: "yjs" }, ...(goal && { goal }) },
  ]);
/** @type {RowPlan[]} */
const moreRowsAsYjs = [
  ...["yjs", "ywasm"].map((who) => ({
    ...less,
    what: `${main} as Yjs, taken`,
    peerWhat: `${main}, taken`,
    peer: { who },
    ...(who === "yjs" && { goal: 10 }),
  })),
  { ...less, what: `${main} as Yjs, resident`, peerWhat: `${main}, resident`, peer: { fastestOf: ["yjs", "ywasm"] } },
];

/** @param {string} trace */
const rowsAlone = (trace) =>
  ["typed", "typed and told", "told", "encoded", "encoded size", "loaded to text", "loaded to edit"].map((what) =>
    againstFastest(`${trace}, ${what}`),
  );
/** @param {string} trace */
const rowsTogether = (trace) => againstAll(`${trace}, typed together`);
/** @param {string} name @returns {RowPlan[]} */
const rowsOfDocument = (name) => [
  { ...less, what: `${name}, merged`, peer: { fastestOf: ["yjs", "ywasm"] }, goal: 1 / 0.33 },
  { ...less, what: `${name}, encoded again`, peer: { fastestOf: ["yjs", "ywasm"] } },
];

/** @param {{ name: string, authors: number }[]} traces @param {string[]} documents */
const rowsFor = (traces, documents) => [
  ...mainRows,
  ...rowsAsYjs(main),
  ...moreRowsAsYjs,
  ...traces
    .filter(({ name }) => name !== main)
    .flatMap(({ name, authors }) => (authors > 1 ? rowsTogether(name) : [...rowsAlone(name), ...rowsAsYjs(name)])),
  ...documents.flatMap(rowsOfDocument),
];

/** In small everybody is fast enough. @param {RowPlan} row @returns {RowPlan} */
const withoutExcuse = ({ ifMissing: _, ...row }) => row;

/** @type {import("../frame/manifest.mjs").Manifest} */
export default {
  name: "text",
  about: "recorded editing, key by key and merged, and documents of Yjs",
  contestants: [],
  rows: [],
  growth: [],
  rounds: { full: 3, quick: 2 },
  async prepare(options) {
    const { prepare } = await import("./data.mjs");
    const { folder, drop, traces, documents } = prepare(options);
    const names = traces.map(({ name }) => name);
    const rows = rowsFor(traces, documents);
    return {
      folder,
      drop,
      contestants: contestantsFor(names, documents),
      rows: options.pace === "smoke" ? rows.map(withoutExcuse) : rows,
    };
  },
};
