// @ts-check
// Reconciliation: what it takes two replicas to find out how they differ, whatever the size of what they have.
import { fileURLToPath } from "node:url";

/** @typedef {import("../frame/manifest.mjs").RowPlan} RowPlan */
/** @typedef {import("../frame/manifest.mjs").Peer} Peer */

const path = (/** @type {string} */ name) => fileURLToPath(new URL(`../../${name}`, import.meta.url));

/** @type {[number, string][]} */
const sizes = [10_000, 1_000_000, 10_000_000].map((size) => [size, size.toLocaleString("en-US")]);
const differences = [0, 1, 5, 10, 100, 1000];

const told = "selvage native, told how many";
const title = (/** @type {string} */ size, /** @type {number} */ count) => `${size} entries, ${count} differ`;

/** @type {(what: string, peer: Peer, more?: Partial<RowPlan>) => RowPlan} */
const less = (what, peer, more = {}) => ({ what, build: "native", better: "less", peer, ...more });

/** @type {(figure: number, unit: string) => Peer} */
const atMost = (figure, unit) => ({ figure, name: `${figure.toLocaleString("en-US")} ${unit}, the most it may be` });

/** @type {(size: string, count: number) => RowPlan[]} */
const session = (size, count) => {
  const of = (/** @type {string} */ figure) => `${figure}, ${title(size, count)}`;
  const [bytes, roundTrips, time] = [of("bytes"), of("round trips"), of("time")];
  return [
    less(bytes, { who: "ranges" }),
    less(bytes, { who: "tree descent (a model)" }),
    ...(count > 0 ? [less(bytes, { who: "information bound" })] : []),
    less(roundTrips, { who: "ranges" }),
    less(roundTrips, { who: "tree descent (a model)" }),
    less(time, { who: "ranges" }),
    ...(count === 5 ? [less(bytes, atMost(500, "B"), { goal: 1 }), less(roundTrips, atMost(1, "round trip"))] : []),
    ...(count === 100
      ? [
          less(bytes, atMost(6000, "B"), { ours: told, goal: 1 }),
          less(roundTrips, atMost(1, "round trip"), { ours: told }),
        ]
      : []),
  ];
};

/** @type {import("../frame/manifest.mjs").Manifest} */
export default {
  name: "sync",
  about: "reconciliation: bytes, round trips and time to find out what differs; keeping the index",
  contestants: [{ name: "ours, natively", command: [path("build/release/bench/bench_sync")] }],
  rows: [
    ...sizes.flatMap(([, size]) => differences.flatMap((count) => session(size, count))),
    less("a change of 1,000,000 entries", atMost(2000, "ns"), { goal: 1 }),
    less("a change, and the root after each, of 1,000,000 entries", atMost(20_000, "ns")),
    less("a change, and the root after every hundred, of 1,000,000 entries", atMost(20_000, "ns")),
  ],
  growth: [
    ...["bytes", "time"].map((figure) => ({
      what: `telling 100 differences, ${figure}`,
      who: "selvage native",
      of: /** @type {const} */ ("entries"),
      per: /** @type {const} */ ("time"),
      sizes: /** @type {[number, string][]} */ (
        sizes.map(([size, name]) => [size, `${figure}, ${title(name, 100)}`])
      ),
    })),
    {
      what: "a change",
      who: "selvage native",
      of: "entries",
      per: "time",
      sizes: sizes.map(([size, name]) => [size, `a change of ${name} entries`]),
    },
  ],
};
