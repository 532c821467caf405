// @ts-check
// Reconciliation: what it takes two replicas to find out how they differ, whatever the size of what they have.
import { fileURLToPath } from "node:url";

/** @typedef {import("../frame/manifest.mjs").RowPlan} RowPlan */
/** @typedef {import("../frame/manifest.mjs").Peer} Peer */

const path = (/** @type {string} */ name) => fileURLToPath(new URL(`../../${name}`, import.meta.url));

/** @typedef {import("../frame/rounds.mjs").Pace} Pace */

/** Those of main.cpp. @param {Pace} pace @returns {[number, string][]} */
const sizesOf = (pace) => {
  const all = { smoke: [10_000], quick: [10_000, 1_000_000], full: [10_000, 1_000_000, 10_000_000] };
  return all[pace].map((size) => [size, size.toLocaleString("en-US")]);
};
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

/** What it costs to keep the index. @param {string} size @returns {RowPlan[]} */
const changes = (size) => [
  less(`a change of ${size} entries`, atMost(2000, "ns"), { goal: 1 }),
  less(`a change, and the root after each, of ${size} entries`, atMost(20_000, "ns")),
  less(`a change, and the root after every hundred, of ${size} entries`, atMost(20_000, "ns")),
];

/** @param {string} what @param {[number, string][]} sizes @param {(name: string) => string} sample */
const growth = (what, sizes, sample) => ({
  what,
  who: "selvage native",
  of: /** @type {const} */ ("entries"),
  per: /** @type {const} */ ("time"),
  sizes: sizes.map(([size, name]) => /** @type {[number, string]} */ ([size, sample(name)])),
});

/** @type {import("../frame/manifest.mjs").Manifest} */
export default {
  name: "sync",
  about: "reconciliation: bytes, round trips and time to find out what differs; keeping the index",
  contestants: [{ name: "ours, natively", command: [path("build/release/bench/bench_sync")] }],
  rows: [],
  growth: [],
  async prepare({ pace }) {
    const sizes = sizesOf(pace);
    const million = sizes.at(1) ?? sizes.at(0);
    return {
      rows: [
        ...sizes.flatMap(([, size]) => differences.flatMap((count) => session(size, count))),
        ...(million ? changes(million[1]) : []),
      ],
      growth: [
        ...["bytes", "time"].map((figure) =>
          growth(`telling 100 differences, ${figure}`, sizes, (name) => `${figure}, ${title(name, 100)}`),
        ),
        growth("a change", sizes, (name) => `a change of ${name} entries`),
      ],
    };
  },
};
