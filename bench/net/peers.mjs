// @ts-check
// Two of our peers and two of js-libp2p in Node, each a process of its own for a whole round; every pair meets over
// every transport, one after the other.
import { ProcessPeer, jsPeer } from "../../interop/libp2p/process_peer.mjs";
import { disconnect, measureFirstByte, measurePing, measureThroughput } from "./figures.mjs";
import { ourPeer, transports } from "./names.mjs";

const programs = { ours: ourPeer, js: jsPeer };
const kinds = /** @type {const} */ (["ours", "js"]);

/** @param {"ours" | "js"} kind */
async function startListener(kind) {
  const peer = await ProcessPeer.start(`${kind}, listening`, programs[kind]);
  /** @type {Record<string, string>} */
  const addresses = {};
  for (const [name, { listen }] of Object.entries(transports)) addresses[name] = await peer.listen(listen);
  return { peer, addresses };
}

/** @param {"ours" | "js"} kind */
const startDialer = (kind) => ProcessPeer.start(`${kind}, dialling`, programs[kind]);

const [ours, js] = await Promise.all(kinds.map(startListener));
const [ourDialer, jsDialer] = await Promise.all(kinds.map(startDialer));
if (!ours || !js || !ourDialer || !jsDialer) throw new Error("not all peers were started");

const pairs = /** @type {const} */ ([
  ["ours to ours", ourDialer, ours],
  ["js to js", jsDialer, js],
  ["ours to js", ourDialer, js],
  ["js to ours", jsDialer, ours],
]);
for (const transport of Object.keys(transports)) {
  for (const [who, from, { peer: to, addresses }] of pairs) {
    await measureFirstByte(`${transport}, dial to first byte`, who, from, to, addresses[transport] ?? "");
    await measurePing(`${transport}, ping`, who, from, to);
    await measureThroughput(`${transport}, 1 stream`, who, from, to, 1);
    await measureThroughput(`${transport}, 100 streams`, who, from, to, 100);
    await disconnect(from, to);
  }
}
await Promise.all([ours.peer, js.peer, ourDialer, jsDialer].map((peer) => peer.stop()));
