// @ts-check
// Writes that are safe on several disks: how many a second and how soon, against etcd; how soon others see them, and
// how long it takes to have all that was written before one came.
import { mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

import { paces } from "../frame/rounds.mjs";
import { durabilities, joining, loads, named, scaleOf, visible } from "./names.mjs";

/** @typedef {import("../frame/manifest.mjs").RowPlan} RowPlan */

const path = (/** @type {string} */ name) => fileURLToPath(new URL(`../../${name}`, import.meta.url));
const script = (/** @type {string} */ name) =>
  /** @type {[string, ...string[]]} */ ([process.execPath, "--no-warnings", path(`bench/quorum/${name}`)]);

/** Ours against etcd. @param {string} what @param {string} who @param {Partial<RowPlan>} more @returns {RowPlan} */
const row = (what, who, more) => ({
  what: named(what, who),
  peerWhat: named(what, "etcd"),
  build: "native",
  better: "less",
  ours: who,
  peer: { who: "etcd" },
  ...more,
});

/** The figures that there is a goal for are those of many clients. @returns {RowPlan[]} */
const writes = () =>
  loads.flatMap(({ what, clients }) =>
    durabilities.flatMap((who) => [
      row(what, who, { better: "more", ...(clients === 64 && { goal: 10 }) }),
      row(`${what}, p50`, who, {}),
      row(`${what}, p99`, who, clients === 64 ? { goal: 1 } : {}),
      row(`${what}, per CPU-second of the servers`, who, { better: "more" }),
      row(`${what}, processors of the servers`, who, {}),
      row(`${what}, processors of the clients`, who, {}),
    ]),
  );

/** @type {(figure: number, unit: string) => import("../frame/manifest.mjs").Peer} */
const atMost = (figure, unit) => ({ figure, name: `${figure} ${unit}, the most it may be` });

/** @type {RowPlan[]} */
const seeing = [
  row(`${visible}, p50`, "local", {}),
  row(`${visible}, p99`, "local", {}),
  row(`${visible}, p99`, "local", { peer: atMost(2, "ms"), goal: 1 }),
];

/** @param {number} entries @returns {RowPlan[]} */
const having = (entries) => {
  const what = joining(entries);
  return [
    { what, build: "native", better: "less", peer: atMost(2, "s"), ...(entries >= 100_000 && { goal: 1 }) },
    { what: `${what}, its processor`, build: "native", better: "less", peer: atMost(2, "s") },
  ];
};

/** @type {import("../frame/manifest.mjs").Manifest} */
export default {
  name: "quorum",
  about: "three Authorities against three members of etcd: durable writes; changes seen; a Citizen that joins",
  contestants: [],
  rows: [],
  growth: [],
  rounds: { full: 3, quick: 2 },
  async prepare({ pace }) {
    // On the disk that holds the project: that of temporary files may be memory.
    mkdirSync(path("build"), { recursive: true });
    const folder = mkdtempSync(join(path("build"), "bench-quorum-"));
    return {
      folder,
      drop: () => rmSync(folder, { recursive: true }),
      contestants: [
        { name: "ours and etcd, in turns", command: script("writes.mjs") },
        { name: "a Citizen that joins", command: script("joining.mjs") },
      ],
      rows: [...writes(), ...seeing, ...having(scaleOf(paces[pace].milliseconds).entries)],
    };
  },
};
