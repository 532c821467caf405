// @ts-check
// Records that are safe on disk: how many a second, how long it takes to read them all again, and what is left of those
// that nobody needs.
import { mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

/** @typedef {import("../frame/manifest.mjs").RowPlan} RowPlan */

const path = (/** @type {string} */ name) => fileURLToPath(new URL(`../../${name}`, import.meta.url));
const ours = path("build/release/bench/bench_store");
const peers = path("build/release/bench/bench_store_peers");
const stores = ["RocksDB", "SQLite", "LMDB"];
const raw = "raw fdatasync";

/** @returns {RowPlan[]} */
const appends = () =>
  ["1 writer", "16 writers", "256 writers"].flatMap((writers) =>
    ["100 B", "4 kB", "64 kB"].flatMap((size) => {
      const row = { what: `durable appends, ${writers} of ${size}`, build: /** @type {const} */ ("native") };
      const better = /** @type {const} */ ("more");
      return [
        { ...row, better, peer: { fastestOf: stores }, goal: 2 },
        { ...row, better, peer: { who: raw }, goal: 0.9 },
      ];
    }),
  );

/** @type {RowPlan[]} */
const recovery = [{ fastestOf: ["RocksDB", "SQLite"] }, { who: "reading the same files" }].map((peer) => ({
  what: "recovery",
  build: "native",
  better: "less",
  peer,
}));

/** @type {RowPlan[]} */
const space = [{ fastestOf: stores }, { who: "the values alone" }].map((peer) => ({
  what: "space after compaction",
  build: "native",
  better: "less",
  peer,
}));

/** @returns {RowPlan[]} */
const inPage = () =>
  ["1 writer of 100 B", "16 writers of 100 B", "16 writers of 4 kB"].flatMap((load) =>
    ["IndexedDB", "y-indexeddb"].map((who) => ({
      what: `in a page, durable appends, ${load}`,
      build: "wasm",
      better: "more",
      peer: { who },
      goal: 5,
    })),
  );

/** @type {import("../frame/manifest.mjs").Manifest} */
export default {
  name: "store",
  about: "durable appends, recovery and space, against RocksDB, SQLite, LMDB and the disk itself",
  contestants: [],
  rows: [],
  growth: [],
  async prepare() {
    // On the disk that holds the project: that of temporary files may be memory.
    mkdirSync(path("build"), { recursive: true });
    const folder = mkdtempSync(join(path("build"), "bench-store-"));
    return {
      folder,
      drop: () => rmSync(folder, { recursive: true }),
      contestants: [
        { name: "ours, appends", command: [ours, "appends"] },
        { name: "others, appends", command: [peers, "appends"] },
        { name: "ours, recovery", command: [ours, "recovery"] },
        { name: "others, recovery", command: [peers, "recovery"] },
        { name: "ours, space", command: [ours, "space"] },
        { name: "others, space", command: [peers, "space"] },
        { name: "a page", command: ["node", "--no-warnings", path("bench/store/page.mjs")] },
      ],
      rows: [...appends(), ...recovery, ...space, ...inPage()],
    };
  },
};
