// Samples become rows: goals, missing peers, the fastest of several, fixed figures; and the table of them.
import { expect, test } from "vitest";
import { growthOf, rowsOf, silentRows } from "./rows.mjs";
import { formatGrowth, formatTable } from "./table.mjs";

/** @type {(who: string, ...values: number[]) => import("./manifest.mjs").Sample[]} */
const hashing = (who, ...values) => values.map((value) => ({ what: "hash", who, unit: "MiB/s", value }));

/** @type {import("./manifest.mjs").RowPlan} */
const plan = { what: "hash", build: "wasm", better: "more", peer: { who: "theirs" }, goal: 2 };

/** @param {Partial<import("./manifest.mjs").RowPlan>} change @param {import("./manifest.mjs").Sample[]} samples */
function rowOf(change, samples) {
  const manifest = { name: "", about: "", contestants: [], growth: [], rows: [{ ...plan, ...change }] };
  return rowsOf(manifest, samples)[0];
}

test("medians are set against one another", () => {
  const row = rowOf({}, [...hashing("selvage wasm", 300, 100, 200), ...hashing("theirs", 80, 100)]);
  expect(row).toMatchObject({ unit: "MiB/s", ours: 200, peer: "theirs", peer_value: 90, goal: 2, met: true });
  expect(row?.ratio).toBeCloseTo(200 / 90);
  expect(row?.ours_spread).toBe(0.5);
});

test("what was measured in the same rounds is compared round by round", () => {
  const row = rowOf({}, [...hashing("selvage wasm", 300, 150, 20), ...hashing("theirs", 100, 100, 10)]);
  expect(row).toMatchObject({ ours: 150, peer_value: 100, ratio: 2, met: true });
});

test("a goal that is not reached is not met, and without a goal there is nothing to meet", () => {
  const samples = [...hashing("selvage wasm", 199), ...hashing("theirs", 100)];
  expect(rowOf({}, samples)).toMatchObject({ ratio: 1.99, met: false });
  expect(rowOf({ goal: undefined }, samples)).toMatchObject({ goal: null, met: null });
});

test("where less is better the ratio is turned round", () => {
  const samples = [...hashing("selvage wasm", 50), ...hashing("theirs", 100)];
  expect(rowOf({ better: "less" }, samples)).toMatchObject({ ratio: 2, met: true });
});

test("a missing peer is a row that says so and how to get it", () => {
  const row = rowOf({ ifMissing: "apt-get install theirs" }, hashing("selvage wasm", 200));
  expect(row).toMatchObject({ ours: 200, peer: "theirs", peer_value: null, ratio: null, met: null });
  expect(row?.note).toBe("peer missing: apt-get install theirs");
  expect(formatTable(row ? [row] : [])).toContain("peer missing: apt-get install theirs");
});

test("rows are silent for which something did not run, but not those whose peer has to be installed", () => {
  const ours = hashing("selvage wasm", 200);
  const silent = (/** @type {Partial<typeof plan>} */ change, /** @type {typeof ours} */ samples) => {
    const row = rowOf(change, samples);
    return silentRows(row ? [row] : []);
  };
  expect(silent({}, ours)).toEqual(["hash (theirs)"]);
  expect(silent({}, hashing("theirs", 100))).toEqual(["hash (theirs)"]);
  expect(silent({ ifMissing: "apt-get install theirs" }, ours)).toEqual([]);
  expect(silent({}, [...ours, ...hashing("theirs", 100)])).toEqual([]);
});

test("if ours is missing, the row says so", () => {
  expect(rowOf({}, hashing("theirs", 100))).toMatchObject({ ours: null, ratio: null, note: "ours was not measured" });
});

test("the fastest of several peers is the one that counts, of those that are there", () => {
  /** @type {import("./manifest.mjs").Peer} */
  const peer = { fastestOf: ["slow", "absent", "fast"] };
  const samples = [...hashing("selvage wasm", 200), ...hashing("slow", 10), ...hashing("fast", 160)];
  expect(rowOf({ peer }, samples)).toMatchObject({ peer: "fast", ratio: 1.25 });
  expect(rowOf({ peer }, [])).toMatchObject({ peer: "fastest of slow, absent, fast", peer_value: null });
});

test("a fixed figure is a peer too", () => {
  const peer = { figure: 400, name: "the limit" };
  expect(rowOf({ peer, goal: 0.5 }, hashing("selvage wasm", 200))).toMatchObject({ peer: "the limit", ratio: 0.5, met: true });
});

test("the cost's growth is fitted through what was measured", () => {
  const manifest = {
    name: "",
    about: "",
    contestants: [],
    rows: [],
    growth: [
      /** @type {const} */ ({ what: "hash", who: "us", of: "bytes", per: "rate", sizes: [[10, "a"], [100, "b"], [1000, "c"]] }),
      /** @type {const} */ ({ what: "find", who: "us", of: "bytes", per: "time", sizes: [[10, "a"], [1000, "c"]] }),
      /** @type {const} */ ({ what: "each", who: "us", of: "entries", per: "each", sizes: [[10, "a"], [1000, "c"]] }),
      /** @type {const} */ ({ what: "none", who: "nobody", of: "bytes", per: "time", sizes: [[10, "a"], [1000, "c"]] }),
    ].map((entry) => ({ ...entry, sizes: entry.sizes.map(([size, name]) => /** @type {[number, string]} */ ([size, name])) })),
  };
  const samples = [["a", 5], ["b", 5], ["c", 5]].map(([what, value]) => ({
    what: String(what),
    who: "us",
    unit: "",
    value: Number(value),
  }));
  const growth = growthOf(manifest, samples);
  expect(growth[0]?.exponent).toBeCloseTo(1); // An even rate: the cost grows as the size does.
  expect(growth[1]?.exponent).toBeCloseTo(0);
  expect(growth[2]?.exponent).toBeCloseTo(1);
  expect(growth[3]).toMatchObject({ sizes: [], exponent: null });
  expect(formatGrowth(growth)).toContain("the cost of none (nobody) was not measured");
});
