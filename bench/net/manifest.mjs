// @ts-check
// libp2p: how much goes over a connection, how soon it is there, and what it takes; against js-libp2p, bare TCP and
// the cipher alone.
import { fileURLToPath } from "node:url";

import { cipher, named, pageTransports, tabPairs, transports } from "./names.mjs";

/** @typedef {import("../frame/manifest.mjs").RowPlan} RowPlan */

const path = (/** @type {string} */ name) => fileURLToPath(new URL(`../../${name}`, import.meta.url));
const script = (/** @type {string} */ name) =>
  /** @type {[string, ...string[]]} */ ([process.execPath, "--no-warnings", path(`bench/net/${name}`)]);

const [ours, js, mixed] = ["ours to ours", "js to js", ["ours to js", "js to ours"]];
const sender = ", per CPU-second of the sender";
const receiver = ", per CPU-second of the receiver";
const busier = ", per CPU-second of the busier end";

/**
 * What one pair does against what another does.
 * @param {string} what
 * @param {string} who
 * @param {string} peer
 * @param {Partial<RowPlan> & { more?: string }} [rest]
 * @returns {RowPlan}
 */
const row = (what, who, peer, { more = "", ...rest } = {}) => ({
  what: named(what, who) + more,
  peerWhat: named(what, peer) + more,
  build: "native",
  better: "more",
  ours: who,
  peer: { who: peer },
  ...rest,
});

/** @param {string} transport @param {number} goal @returns {RowPlan[]} */
const between = (transport, goal) => {
  const [first, ping] = [`${transport}, dial to first byte`, `${transport}, ping`];
  return [
    ...["1 stream", "100 streams"].flatMap((streams) => {
      const what = `${transport}, ${streams}`;
      return [
        row(what, ours, js, { goal }),
        ...[busier, sender, receiver].map((more) => row(what, ours, js, { more, goal })),
        ...mixed.map((who) => row(what, who, js)),
      ];
    }),
    row(first, ours, js, { better: "less", goal: 2 }),
    ...mixed.map((who) => row(first, who, js, { better: "less" })),
    row(ping, ours, js, { better: "less" }),
    ...mixed.map((who) => row(ping, who, js, { better: "less" })),
  ];
};

const oneStream = "tcp, 1 stream";

/** What there is to reach. @type {RowPlan[]} */
const limits = [
  row(oneStream, ours, "raw TCP"),
  row(oneStream, ours, "raw TCP", { more: busier }),
  {
    ...row(oneStream, ours, "openssl speed", { more: busier, goal: 0.7 }),
    peerWhat: cipher,
    ifMissing: "apt-get install openssl",
  },
];

/** @returns {RowPlan[]} */
const ofPage = () =>
  pageTransports.flatMap((transport) => {
    /** @type {(what: string, rest?: Partial<RowPlan> & { more?: string }) => RowPlan} */
    const pageRow = (what, rest) => row(`page, ${transport}, ${what}`, "page to ours", "page to js", rest);
    const goal = transport === "webrtc-direct" ? { goal: 2 } : {};
    return [
      pageRow("sends", goal),
      pageRow("sends", { more: receiver }),
      pageRow("receives", goal),
      pageRow("receives", { more: sender }),
      pageRow("dial to first byte", { better: "less" }),
      pageRow("ping", { better: "less" }),
    ];
  });

/** What a page loses or wins where the other end is no page. @type {RowPlan[]} */
const ofTabs = [
  row("our page, sends", tabPairs.native, tabPairs.tabs),
  row("our page, receives", tabPairs.native, tabPairs.tabs),
  row("our page, ping", tabPairs.native, tabPairs.tabs, { better: "less" }),
];

/** @type {RowPlan[]} */
const memory = [
  "a connected idle peer",
  "a connected idle peer over ws",
  "a connected idle peer, with gossip",
  "a webrtc-direct link below its swarm",
].map((what) => ({
  what,
  build: "native",
  better: "less",
  peer: { figure: 40_000, name: "40,000 B, the most it may be" },
  goal: 1,
}));

/** @type {import("../frame/manifest.mjs").Manifest} */
export default {
  name: "net",
  about: "libp2p: throughput, first byte, round trips and memory, against js-libp2p, bare TCP and the cipher alone",
  contestants: [
    { name: "the cipher alone", command: script("cipher.mjs") },
    { name: "bare TCP", command: [path("build/release/bench/bench_net_raw")] },
    { name: "ours and js-libp2p in Node, in pairs", command: script("peers.mjs") },
    { name: "js-libp2p in a page with each", command: script("page.mjs") },
    { name: "our page with ours and with its like", command: script("tabs.mjs") },
    { name: "memory", command: [path("build/release/bench/bench_net_memory")] },
    { name: "memory of webrtc-direct", command: [path("build/release/bench/bench_net_link_memory")] },
  ],
  rounds: { full: 3, quick: 1 },
  rows: [
    ...limits,
    ...Object.entries(transports).flatMap(([transport, { goal }]) => between(transport, goal)),
    ...ofPage(),
    ...ofTabs,
    ...memory,
  ],
  growth: [],
};
