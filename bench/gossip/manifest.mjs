// @ts-check
// Gossip among a thousand simulated nodes: what comes, how late, and how often, against the shortest paths and one
// copy for each.
import { fileURLToPath } from "node:url";

/** @typedef {import("../frame/manifest.mjs").RowPlan} RowPlan */
/** @typedef {import("../frame/manifest.mjs").Peer} Peer */

const path = (/** @type {string} */ name) => fileURLToPath(new URL(`../../${name}`, import.meta.url));

/** @type {(what: string, peer: Peer, more?: Partial<RowPlan>) => RowPlan} */
const row = (what, peer, more = {}) => ({ what, build: "native", better: "less", peer, ...more });

/** @type {(what: string) => RowPlan[]} */
const goals = (what) => [
  row(`${what}, delivered`, { figure: 100, name: "all" }, { better: "more", goal: 1 }),
  row(`${what}, delay over the least, p99`, { figure: 2, name: "2 times, the most it may be" }, { goal: 1 }),
  row(`${what}, copies`, { figure: 1.5, name: "1.5, the most it may be" }, { goal: 1 }),
  row(`${what}, delay over the least, median`, { figure: 1, name: "the least possible" }),
  row(`${what}, everything else`, { figure: 1000, name: "the message" }),
  row(`${what}, time`, { who: "selvage native" }, { peerWhat: `${what}, simulated time` }),
];

const figures = ["delay over the least, p99", "copies", "everything else", "time"];

/** @type {import("../frame/manifest.mjs").Manifest} */
export default {
  name: "gossip",
  about: "gossip among 1,000 simulated nodes with 1 % loss: deliveries, delays, copies",
  contestants: [{ name: "ours, natively", command: [path("build/release/bench/bench_gossip")] }],
  // All but the time follows from the seed.
  rounds: { quick: 1, full: 1 },
  rows: [
    ...["few authors", "all once", "churn"].flatMap(goals),
    ...figures.map((figure) => row(`few authors, ${figure}`, { who: "gossipsub 1.2 alone" })),
  ],
  growth: [],
};
