// @ts-check
// Documents in a page: how long a large one keeps the page from anything else, and what an edit costs
// there.
import { fileURLToPath } from "node:url";

/** @typedef {import("../frame/manifest.mjs").RowPlan} RowPlan */

const path = (/** @type {string} */ name) => fileURLToPath(new URL(`../../${name}`, import.meta.url));
/** @type {(name: string) => [string, ...string[]]} */
const script = (name) => ["node", "--no-warnings", path(name)];

const works = [
  "import",
  "save",
  "load",
  "edit",
  "export",
  "changesSince",
  "applyChanges",
  "history",
  "asOf",
  "remove",
  "close",
];

/** @type {RowPlan[]} */
const stops = works.map((work) => ({
  what: `${work}, longest stop of the page`,
  build: "wasm",
  better: "less",
  peer: { figure: 16, name: "16 ms, a frame" },
  goal: 1,
}));

/** @type {RowPlan[]} */
const edits = [
  { what: "a letter typed", build: "wasm", better: "less", peer: { fastestOf: ["yjs", "automerge", "loro"] } },
  { what: "100 edits in one transaction", build: "wasm", better: "less", peer: { fastestOf: ["yjs", "automerge", "loro"] } },
  { what: "a value set", build: "wasm", better: "less", peer: { fastestOf: ["yjs", "automerge", "loro"] } },
  { what: "a value read", build: "wasm", better: "less", peer: { fastestOf: ["yjs", "automerge", "loro"] } },
];

/** @type {import("../frame/manifest.mjs").Manifest} */
export default {
  name: "page",
  about: "documents in a page: the longest stop with one of 10 MB, and the cost of an edit",
  contestants: [
    { name: "a page with a document of 10 MB", command: script("bench/page/large.mjs") },
    { name: "edits, in Node", command: script("bench/page/edits.mjs") },
  ],
  rows: [...stops, ...edits],
  growth: [],
};
