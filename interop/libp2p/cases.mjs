// @ts-check
// What two connected peers are put through, whatever they are: each case is done both ways where there
// are two. The order matters: later cases find what earlier ones left, the last ones close the connection.
import { deepStrictEqual, ok, strictEqual } from "node:assert";

/** @typedef {import("./peer.mjs").Peer} Peer */

/**
 * @typedef {object} Pair
 * @property {Peer} dialer
 * @property {Peer} listener
 * @property {string} transport
 * @property {string} address where the listener listens
 * @property {{ by: Peer, early: string | null }} [secured] who says which muxer was agreed on while
 *   securing, and which it should be
 * @property {boolean} [isNodeChannel] js-libp2p in Node over WebRTC: what a new channel brings before its listener is
 *   there may come in another order, and a channel's last message may be lost when it closes (README.md)
 */

/** @typedef {{ name: string, run: (pair: Pair) => Promise<string | void> }} Case */

// The peer id of a key that nobody here has: its seed is 32 zero bytes.
const stranger = "12D3KooWDpJ7As7BWAwRMfu1VU2WCqNjvq387JEYKDBj4kx6nXTN";
const closingMax = 20_000; // A page notices through ICE alone that WebRTC ended.
const quietTime = 300; // Milliseconds in which what must not come would have come.
const pingsCount = 20;
const parallelCount = 20;
const inTurnCount = 700; // More streams than either end of an association has numbers for.
const cutOffMax = 5; // Of those, channels that js-libp2p in Node closed before their last message was sent.
const smallCount = 50;
const largeCount = 5;
const largeSize = 200_000;

export const listenAddresses = {
  tcp: "/ip4/127.0.0.1/tcp/0",
  ws: "/ip4/127.0.0.1/tcp/0/ws",
  wss: "/ip4/127.0.0.1/tcp/0/tls/ws",
  "webrtc-direct": "/ip4/127.0.0.1/udp/0/webrtc-direct",
};

export const sleep = (/** @type {number} */ time) => new Promise((resolve) => setTimeout(resolve, time));

/** Each of the two with the other. @param {Pair} pair @returns {[Peer, Peer][]} */
const bothWays = ({ dialer, listener }) => [
  [dialer, listener],
  [listener, dialer],
];

/** @param {Pair} pair @param {(from: Peer, to: Peer) => Promise<void>} run */
const bothAtOnce = (pair, run) => Promise.all(bothWays(pair).map(([from, to]) => run(from, to)));

/**
 * Looks again until it is so.
 * @template T
 * @param {() => Promise<T>} look
 * @param {(found: T) => boolean} isRight
 * @param {string} what
 */
export async function until(look, isRight, what) {
  const end = Date.now() + 8000;
  for (;;) {
    const found = await look();
    if (isRight(found)) return found;
    if (Date.now() > end) throw new Error(`${what}, and this stays so: ${JSON.stringify(found)}`);
    await sleep(50);
  }
}

/** @param {Peer} from @param {Peer} to @param {string} address @param {string} transport */
export async function connect(from, to, address, transport) {
  const result = await from.ask({ do: "dial", address });
  strictEqual(result["peer"], to.id);
  const out = await from.expect("connected", { peer: to.id });
  const into = await to.expect("connected", { peer: from.id });
  strictEqual(out["direction"], "outgoing");
  strictEqual(into["direction"], "incoming");
  for (const event of [out, into]) strictEqual(event["transport"], transport);
}

/** Two that look for one another. Which of them dialled is their affair. @param {Pair} pair */
async function meet(pair) {
  for (const [one] of bothWays(pair)) await one.ask({ do: "join", name: "interop" });
  for (const [one, other] of bothWays(pair)) {
    const { transport } = await one.expect("connected", { peer: other.id });
    strictEqual(transport, pair.transport);
  }
}

/** The listener may have taken the dialer for connected, for a moment. @param {Pair} pair */
async function refuseStranger(pair) {
  await pair.dialer.refuse({ do: "dial", address: pair.address.replace(/[^/]*$/, stranger) });
  for (const [one] of bothWays(pair)) {
    const isAlone = (/** @type {any} */ { connections }) => connections === 0;
    await until(() => one.ask({ do: "counters" }), isAlone, `${one.name} should have no connection`);
  }
  for (const [one] of bothWays(pair))
    for (const kind of ["connected", "secured", "identified", "disconnected"]) one.discard(kind);
}

/** @param {Pair} pair @param {number} size */
async function echo(pair, size) {
  const agreed = pair.isNodeChannel ?? false;
  for (const [from, to] of bothWays(pair)) await from.ask({ do: "echo", peer: to.id, size, agreed });
}

/** @param {Pair} pair */
async function identify(pair) {
  for (const [one, other] of bothWays(pair)) {
    const event = await one.expect("identified", { peer: other.id });
    ok(event["agent"], "no agent");
    for (const protocol of ["/ipfs/id/1.0.0", "/ipfs/id/push/1.0.0", "/ipfs/ping/1.0.0", "/echo/1.0.0"])
      ok(event["protocols"].includes(protocol), `${protocol} is missing: ${event["protocols"]}`);
    const isListener = other === pair.listener;
    const plain = (/** @type {string} */ address) => address.replace(/\/p2p\/[^/]*$/, "");
    if (isListener)
      ok(event["addresses"].map(plain).includes(plain(pair.address)), `no ${pair.address}: ${event["addresses"]}`);
    ok(event["signed"] || !isListener, "no signed record of its addresses");
    const observed = String(event["observed"]);
    ok(observed.startsWith("/ip4/127.0.0.1/"), `observed as ${observed}`);
  }
}

/**
 * Of a data channel that closes right behind a RESET, js-libp2p at times sees but the closing.
 * @param {Pair} pair
 */
async function resetStreams(pair) {
  for (const [from, to] of bothWays(pair)) {
    const mayMiss = (/** @type {Peer} */ peer) => peer.isJs && pair.transport === "webrtc-direct";
    const { seen } = await from.ask({ do: "reset", peer: to.id, where: "there" });
    ok(seen === "reset" || mayMiss(from), `${from.name} saw the stream ${seen}`);
    await from.ask({ do: "reset", peer: to.id, where: "here" });
    const event = await to.expect(["stream_reset", "stream_failed"], { peer: from.id, protocol: "/reset/1.0.0" });
    ok(event["event"] === "stream_reset" || mayMiss(to), `${to.name}: ${event["reason"]}`);
  }
}

/** @param {Pair} pair */
async function pushProtocol(pair) {
  const protocol = "/learnt/later/1.0.0";
  const isThere = (/** @type {string[]} */ all) => all.includes(protocol);
  await bothAtOnce(pair, async (from, to) => {
    await from.ask({ do: "handle", protocol });
    await to.expect("identified", { peer: from.id, protocols: isThere });
    await to.ask({ do: "open", peer: from.id, protocol });
  });
}

/** @param {Pair} pair */
async function pushAddress({ dialer, listener }) {
  const address = await listener.listen(listenAddresses.tcp);
  const has = (/** @type {string[]} */ all) => all.some((one) => address.startsWith(one));
  await dialer.expect("identified", { peer: listener.id, addresses: has });
}

const topic = "fruit";

/** @param {Pair} pair */
async function joinMesh(pair) {
  for (const [one] of bothWays(pair)) await one.ask({ do: "subscribe", topic });
  for (const [one, other] of bothWays(pair)) await one.expect("subscribed", { peer: other.id, topic });
  for (const [one, other] of bothWays(pair))
    await until(
      () => one.ask({ do: "mesh", topic }),
      ({ peers }) => peers.includes(other.id),
      `${other.name} should be in the mesh of ${one.name}`,
    );
}

/**
 * @param {Pair} pair
 * @param {number} count
 * @param {(number: number) => object} body
 */
async function gossip(pair, count, body) {
  const numbers = Array.from({ length: count }, (_, number) => number);
  await bothAtOnce(pair, async (from, to) => {
    const asked = numbers.map((number) => from.ask({ do: "publish", topic, ...body(number) }));
    const sent = await Promise.all(asked);
    const got = [];
    for (let left = count; left > 0; --left) got.push(await to.expect("message", { topic, from: from.id }));
    const keyOf = (/** @type {any} */ one) => one.text ?? one.sha256;
    const expected = numbers.map((number, index) => keyOf({ ...sent[index], ...body(number) }));
    strictEqual(new Set(expected).size, count, "the messages should differ");
    deepStrictEqual(got.map(keyOf).sort(), expected.sort());
    await sleep(quietTime);
    const again = to.discard("message", { topic, from: from.id });
    strictEqual(again.length, 0, `${again.length} messages came more than once`);
    strictEqual(from.discard("message", { from: from.id }).length, 0, "a message came back to its author");
  });
}

/** @param {Pair} pair */
async function unsubscribe(pair) {
  const { dialer, listener } = pair;
  await listener.ask({ do: "unsubscribe", topic });
  await dialer.expect("unsubscribed", { peer: listener.id, topic });
  await until(
    () => dialer.ask({ do: "mesh", topic }),
    ({ peers }) => peers.length === 0,
    `${listener.name} should have left the mesh`,
  );
  await dialer.ask({ do: "publish", topic, text: "nobody hears this" });
  await sleep(quietTime);
  strictEqual(listener.discard("message", { topic }).length, 0, "a message came after all");
}

/**
 * Closed by one, seen by both, and dialled anew.
 * @param {Pair} pair
 * @param {Peer} closer
 */
async function closeAndReconnect(pair, closer) {
  const { dialer, listener, address, transport } = pair;
  // It goes on answering the checks of the connection that it closed, so that the page never learns of it.
  if (dialer.isPage && closer === listener && listener.isJs && transport === "webrtc-direct")
    return "not played, a page never sees that js-libp2p closes";
  const other = closer === dialer ? listener : dialer;
  await closer.ask({ do: "close", peer: other.id });
  for (const [one, two] of bothWays(pair)) {
    const { reason } = await one.expect("disconnected", { peer: two.id }, closingMax);
    ok(reason, "no reason");
    await expectNoPeers(one);
  }
  for (const [one] of bothWays(pair)) one.discard("identified");
  await connect(dialer, listener, address, transport);
  await echo(pair, 1000);
  return undefined;
}

/** js-libp2p may list a peer for a moment after it has told of its end. @param {Peer} one */
async function expectNoPeers(one) {
  for (let tries = 0; tries < 20; ++tries) {
    if (/** @type {unknown[]} */ ((await one.ask({ do: "peers" }))["peers"]).length === 0) return;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  deepStrictEqual((await one.ask({ do: "peers" }))["peers"], []);
}

/** What is closed for good is gone for the other. @param {Pair} pair */
async function leave({ dialer, listener }) {
  dialer.tell({ do: "stop" });
  const { reason } = await listener.expect("disconnected", { peer: dialer.id }, closingMax);
  ok(reason, "no reason");
}

/** The streams of these protocols are gone once they were used. @param {Pair} pair */
async function noStreamsLeft(pair) {
  const used = ["/echo/1.0.0", "/perf/1.0.0", "/reset/1.0.0", "/ipfs/ping/1.0.0", "/ipfs/id/1.0.0"];
  for (const [one] of bothWays(pair))
    await until(
      () => one.ask({ do: "counters" }),
      ({ streams }) => used.every((protocol) => !streams[protocol]),
      `${one.name} should have no such streams any more`,
    );
}

/** @type {Case[]} */
const opening = [
  { name: "wrong_peer", run: refuseStranger },
  { name: "connect", run: ({ dialer, listener, address, transport }) => connect(dialer, listener, address, transport) },
];

/** @type {Case[]} */
const streams = [
  {
    name: "ping_20",
    run: async (pair) => {
      for (const [from, to] of bothWays(pair)) await from.ask({ do: "ping", peer: to.id, count: pingsCount });
    },
  },
  {
    name: "ping_20_one_stream",
    run: async (pair) => {
      for (const [from, to] of bothWays(pair))
        await from.ask({ do: "ping", peer: to.id, count: pingsCount, reuse: true });
    },
  },
  { name: "echo_0", run: (pair) => echo(pair, 0) },
  { name: "echo_1", run: (pair) => echo(pair, 1) },
  { name: "echo_1MiB", run: (pair) => echo(pair, 2 ** 20) },
];

/** @type {Case[]} */
const heavyStreams = [
  { name: "echo_10MiB", run: (pair) => echo(pair, 10 * 2 ** 20) },
  {
    name: "echo_20_at_once",
    run: async (pair) => {
      const one = (/** @type {number} */ number) => echo(pair, 100_000 + number);
      await Promise.all(Array.from({ length: parallelCount }, (_, number) => one(number)));
    },
  },
  {
    name: "perf",
    run: async (pair) => {
      for (const [from, to] of bothWays(pair)) {
        await from.ask({ do: "perf", peer: to.id, upload: 2 ** 22, download: 2 ** 22 });
        await from.ask({ do: "perf", peer: to.id, upload: 0, download: 1 });
        await from.ask({ do: "perf", peer: to.id, upload: 1, download: 0 });
      }
    },
  },
  { name: "reset", run: resetStreams },
  {
    name: "unknown_protocol",
    run: async (pair) => {
      for (const [from, to] of bothWays(pair)) await from.refuse({ do: "open", peer: to.id, protocol: "/unknown/1" });
      await echo(pair, 1);
    },
  },
  { name: "push_protocol", run: pushProtocol },
  { name: "push_address", run: pushAddress },
];

/** Each stream has a number, which is used again when both have closed it. @type {Case} */
const manyInTurn = {
  name: "echo_700_in_turn",
  run: async (pair) => {
    let cutOff = 0;
    for (const [from, to] of bothWays(pair))
      for (let i = 0; i < inTurnCount; ++i) {
        const asked = from.ask({ do: "echo", peer: to.id, size: 10, agreed: pair.isNodeChannel ?? false });
        await asked.catch((error) => {
          const isTheirs = pair.isNodeChannel && to.name === "js-libp2p" && /reset/.test(String(error));
          if (!isTheirs || ++cutOff > cutOffMax) throw error;
        });
      }
  },
};

/** @type {Case[]} */
const gossiping = [
  { name: "gossip_mesh", run: joinMesh },
  {
    name: "gossip_50_of_100B",
    run: (pair) => gossip(pair, smallCount, (number) => ({ text: String(number).padEnd(100, ".") })),
  },
  { name: "gossip_5_of_200kB", run: (pair) => gossip(pair, largeCount, () => ({ size: largeSize })) },
  { name: "gossip_unsubscribe", run: unsubscribe },
];

/** @type {Case[]} */
const closing = [
  { name: "no_streams_left", run: noStreamsLeft },
  { name: "closed_by_dialer", run: (pair) => closeAndReconnect(pair, pair.dialer) },
  { name: "closed_by_listener", run: (pair) => closeAndReconnect(pair, pair.listener) },
];

/** @type {Case[]} */
const knowing = [
  {
    name: "muxer",
    run: async ({ dialer, listener, secured }) => {
      if (!secured) return;
      const { by, early } = secured;
      const event = await by.expect("secured", { peer: (by === dialer ? listener : dialer).id });
      strictEqual(event["early_muxer"], early);
    },
  },
  { name: "identify", run: identify },
];

export const allCases = [...opening, ...knowing, ...streams, ...heavyStreams, ...gossiping, ...closing];
// Nothing holds back who sends to a page, and a page reads slowly enough to lose a stream of 10 MiB: PN4 of
// spec/page-net.md.
const notOfTabs = ["push_address", "echo_10MiB"];

/** Of two that listen nowhere. */
export const tabCases = [
  { name: "connect", run: meet },
  ...streams,
  ...heavyStreams.filter(({ name }) => !notOfTabs.includes(name)),
  ...gossiping,
  { name: "no_streams_left", run: noStreamsLeft },
  { name: "closed_by_dialer", run: leave },
];
/** WebRTC has but one muxer. */
export const channelCases = [
  ...allCases.filter(({ name }) => name !== "muxer" && !closing.some((one) => one.name === name)),
  manyInTurn,
  ...closing,
];
/** Where the muxer is what is looked at. */
export const fewCases = [...opening, ...knowing, ...streams];
export { echo, joinMesh, gossip };
