// @ts-check
// The scenes in which peers meet: who listens, who dials, over what; and the cases that each is for.
import { deepStrictEqual, strictEqual } from "node:assert";
import { allCases, channelCases, connect, echo, fewCases, gossip, joinMesh, listenAddresses, tabCases, until } from "./cases.mjs";
import { jsPeer, ProcessPeer } from "./process_peer.mjs";

/** @typedef {import("./cases.mjs").Pair} Pair */
/** @typedef {import("./peer.mjs").Peer} Peer */

/**
 * Starts the one that is tested, or the js-libp2p that it meets.
 * @typedef {(options?: readonly string[]) => Promise<Peer>} Start
 */

/** @typedef {{ ours: Start, theirs: Start }} Starts */
/** @typedef {(starts: Starts) => Promise<void>} Play */

/**
 * A scene of one pair has cases that go on from one another; any other is one case.
 * @typedef {object} Scene
 * @property {string} name
 * @property {import("./cases.mjs").Case[]} [cases]
 * @property {(starts: Starts) => Promise<Pair>} [open]
 * @property {Play} [play]
 */

const transports = /** @type {(keyof typeof listenAddresses)[]} */ (Object.keys(listenAddresses));
const identity = "07".repeat(32);
const topic = "fruit";

/**
 * @param {keyof typeof listenAddresses} transport
 * @param {boolean} oursDials
 * @param {"extension" | "multistream"} muxer how js-libp2p would agree on it
 */
const opened = (transport, oursDials, muxer) => async (/** @type {Starts} */ { ours, theirs }) => {
  const [one, other] = await Promise.all([ours(), theirs(["--muxer", muxer])]);
  const [dialer, listener] = oursDials ? [one, other] : [other, one];
  const address = await listener.listen(listenAddresses[transport]);
  // Below the WebSocket TLS is not seen.
  const told = transport === "wss" ? "ws" : transport;
  const secured = { by: other, early: muxer === "extension" ? "/yamux/1.0.0" : null };
  // WebRTC brings its own muxer, and secures itself.
  const isWebrtc = transport === "webrtc-direct";
  const isNodeChannel = isWebrtc && other instanceof ProcessPeer;
  return { dialer, listener, transport: told, address, isNodeChannel, ...(!isWebrtc && { secured }) };
};

/**
 * @param {keyof typeof listenAddresses} transport
 * @param {readonly string[]} options of the dialer
 */
const openedByOurs = (transport, options) => async (/** @type {Starts} */ { ours, theirs }) => {
  const [dialer, listener] = await Promise.all([ours(options), theirs()]);
  const told = transport === "wss" ? "ws" : transport;
  return { dialer, listener, transport: told, address: await listener.listen(listenAddresses[transport]) };
};

/**
 * @param {keyof typeof listenAddresses} transport
 * @returns {Scene} a page dials ours
 */
const pageScene = (transport) => ({
  name: `page.${transport}`,
  cases: allCases.filter(({ name }) => name !== "muxer"),
  open: opened(transport, false, "extension"),
});

/** @returns {Scene[]} */
function pairScenes() {
  /** @type {Scene[]} */
  const scenes = [];
  for (const transport of transports) {
    for (const oursDials of [true, false]) {
      const name = `${transport}.${oursDials ? "ours_dials" : "js_dials"}`;
      const cases = transport === "webrtc-direct" ? channelCases : allCases;
      scenes.push({ name, cases, open: opened(transport, oursDials, "extension") });
      // WebRTC has no other muxer, and TLS is below both ways.
      if (transport === "webrtc-direct" || transport === "wss") continue;
      const open = opened(transport, oursDials, "multistream");
      scenes.push({ name: `${name}.muxer_by_multistream`, cases: fewCases, open });
    }
  }
  return scenes;
}

/** Two of js-libp2p that know one another through ours only. @type {Play} */
async function playLine({ ours, theirs }) {
  const [middle, left, right] = await Promise.all([ours(), theirs(), theirs()]);
  const ends = [left, right];
  await connect(left, middle, await middle.listen(listenAddresses.tcp), "tcp");
  await connect(right, middle, await middle.listen(listenAddresses["webrtc-direct"]), "webrtc-direct");
  for (const peer of [middle, ...ends]) await peer.ask({ do: "subscribe", topic });
  for (const end of ends) {
    await end.expect("subscribed", { peer: middle.id, topic });
    const isMet = (/** @type {any} */ { peers }) => peers.includes(end.id);
    await until(() => middle.ask({ do: "mesh", topic }), isMet, `${end.name} should be in the mesh`);
    const isHere = (/** @type {any} */ { peers }) => peers.includes(middle.id);
    await until(() => end.ask({ do: "mesh", topic }), isHere, `${middle.name} should be in the mesh of ${end.name}`);
  }
  const ways = /** @type {[Peer, Peer][]} */ ([ends, [right, left]]);
  for (const [from, to] of ways) {
    await from.ask({ do: "publish", topic, text: `from ${from.name}` });
    for (const one of [middle, to]) {
      const { text } = await one.expect("message", { from: from.id });
      strictEqual(text, `from ${from.name}`);
    }
  }
  for (const end of ends) deepStrictEqual((await end.ask({ do: "peers" }))["peers"], [middle.id]);
}

/** Ours is killed and comes again, at the same address and as the same peer. @type {Play} */
async function playRestart({ ours, theirs }) {
  const options = ["--identity", identity];
  const [first, other] = await Promise.all([ours(options), theirs()]);
  const address = await first.listen(listenAddresses.tcp);
  await connect(other, first, address, "tcp");
  await joinMesh({ dialer: other, listener: first, transport: "tcp", address });
  await /** @type {ProcessPeer} */ (first).kill();
  await other.expect("disconnected", { peer: first.id });
  const second = await ours(options);
  strictEqual(second.id, first.id);
  strictEqual(await second.listen(address.replace(/\/p2p\/.*/, "")), address);
  other.discard("subscribed");
  const pair = { dialer: other, listener: second, transport: "tcp", address };
  await connect(other, second, address, "tcp");
  await echo(pair, 1000);
  await second.ask({ do: "subscribe", topic });
  await other.expect("subscribed", { peer: second.id, topic });
  await second.expect("subscribed", { peer: other.id, topic });
  await gossip(pair, 1, (number) => ({ text: `after the restart ${number}` }));
}

export const pageScenes = () => [pageScene("webrtc-direct"), pageScene("ws")];

/** Two pages that find one another: each has but to join. @type {NonNullable<Scene["open"]>} */
const openTabs = async ({ theirs }) => {
  const [dialer, listener] = [await theirs(), await theirs()];
  return { dialer, listener, transport: "webrtc", address: "" };
};

/** @type {Scene} */
export const tabsScene = { name: "page.tabs", cases: tabCases, open: openTabs };

/** @returns {Scene[]} */
export const allScenes = () => [
  ...pairScenes(),
  { name: "line.js_ours_js", play: playLine },
  { name: "restart.tcp", play: playRestart },
];

/**
 * Ours on both sides: `theirs` is another of ours.
 * @returns {Scene[]}
 */
export function ourScenes() {
  /** @type {Scene[]} */
  const scenes = transports.map((transport) => ({
    name: `ours.${transport}`,
    cases: allCases.filter(({ name }) => name !== "muxer"),
    open: openedByOurs(transport, []),
  }));
  const cases = fewCases.filter(({ name }) => name !== "muxer");
  scenes.push({ name: "ours.webrtc-direct.v2", cases, open: openedByOurs("webrtc-direct", ["--webrtc-version", "2"]) });
  return scenes;
}

/**
 * @param {string} name
 * @param {string} program
 * @param {import("./certificates.mjs").Certificates} [certificates]
 * @returns {Start}
 */
const starter =
  (name, program, certificates) =>
  (options = []) =>
    ProcessPeer.start(name, program, [...(certificates?.options ?? []), ...options], certificates?.environment);

/**
 * The peers that are processes.
 * @param {string} program of ours
 * @param {import("./certificates.mjs").Certificates} [certificates] of TLS
 * @returns {Starts}
 */
export const processes = (program, certificates) => ({
  ours: starter("ours", program, certificates),
  theirs: starter("js-libp2p", jsPeer, certificates),
});

/**
 * Both are ours.
 * @param {string} program
 * @param {import("./certificates.mjs").Certificates} certificates
 * @returns {Starts}
 */
export const ourProcesses = (program, certificates) => ({
  ours: starter("ours", program, certificates),
  theirs: starter("ours as well", program, certificates),
});

/**
 * Plays a scene with peers of its own. Cases that were not chosen are not run, but for those that connect.
 * @param {Scene} scene
 * @param {Starts} starts
 * @param {import("./report.mjs").Report} report
 * @param {(name: string) => boolean} isChosen
 */
export async function playScene(scene, starts, report, isChosen) {
  /** @type {Peer[]} */
  const started = [];
  const kept =
    (/** @type {Start} */ start) =>
    /** @type {Start} */ async (/** @type {readonly string[] | undefined} */ options) => {
      const peer = await start(options);
      started.push(peer);
      return peer;
    };
  const all = { ours: kept(starts.ours), theirs: kept(starts.theirs) };
  const { name, play } = scene;
  try {
    if (play) await report.run(name, () => play(all));
    else await playCases(scene, all, report, isChosen);
  } finally {
    await Promise.all(started.map((peer) => peer.stop()));
  }
}

/**
 * @param {Scene} scene
 * @param {Starts} starts
 * @param {import("./report.mjs").Report} report
 * @param {(name: string) => boolean} isChosen
 */
async function playCases(scene, starts, report, isChosen) {
  /** @type {Pair} */
  let pair;
  try {
    pair = await /** @type {NonNullable<Scene["open"]>} */ (scene.open)(starts);
  } catch (error) {
    await report.run(`${scene.name}.start`, () => Promise.reject(error));
    return;
  }
  for (const { name, run } of scene.cases ?? []) {
    const full = `${scene.name}.${name}`;
    if (!isChosen(full) && name !== "connect") continue;
    const passed = await report.run(full, () => run(pair));
    if (!passed && (name === "connect" || pair.dialer.gone || pair.listener.gone)) return;
  }
}

/** @param {Scene} scene */
export const caseNames = ({ name, cases }) => (cases ? cases.map((one) => `${name}.${one.name}`) : [name]);
