// @ts-check
// What README.md asks of a peer, done by ours in a page: commands in, events out.
import { Chance, chunkSizes, same, sha256 } from "./bytes.mjs";

/** @typedef {import("./session.mjs").Command} Command */
/** @typedef {import("./session.mjs").Event} Event */
/** @typedef {import("../../web/selvage/src/net/swarm.js").Swarm} Swarm */
/** @typedef {import("../../web/selvage/src/net/swarm_stream.js").SwarmStream} Stream */

const echoProtocol = "/echo/1.0.0";
const resetProtocol = "/reset/1.0.0";
const perfProtocol = "/perf/1.0.0";
const textSizeMax = 1000; // What is longer is told of by its digest.
const asksForReset = "r".charCodeAt(0);
const asksToWait = "w".charCodeAt(0);
/** @type {Record<string, string>} */
const transports = { TCP: "tcp", WebSocket: "ws", "WebRTC without signalling": "webrtc-direct", WebRTC: "webrtc" };

const microseconds = (/** @type {number} */ since) => Math.round((performance.now() - since) * 1000);

/** @param {Stream} stream */
async function serveEcho(stream) {
  for await (const bytes of stream) await stream.write(bytes);
  await stream.finish();
}

/** @param {Stream} stream */
async function serveReset(stream) {
  for await (const bytes of stream) {
    if (bytes[0] === asksForReset) return stream.reset();
    await stream.write(bytes.subarray(0, 1));
  }
}

/** @param {Stream} stream @param {number} size */
async function echo(stream, size) {
  const began = performance.now();
  const [sent, expected] = [new Chance(7), new Chance(7)];
  const sending = (async () => {
    for (const part of chunkSizes(size)) await stream.write(sent.take(part));
    await stream.finish();
  })();
  sending.catch(() => {}); // If reading fails first, that is what is told.
  let received = 0;
  for await (const bytes of stream) {
    if (!same(bytes, expected.take(bytes.length))) throw new Error(`other bytes came back, behind ${received}`);
    received += bytes.length;
  }
  if (received !== size) throw new Error(`${received} B of ${size} came back`);
  await sending;
  return { size, us: microseconds(began) };
}

/** @param {Stream} stream @param {"here" | "there"} where */
async function reset(stream, where) {
  await stream.write(Uint8Array.of(where === "there" ? asksForReset : asksToWait));
  try {
    for await (const _ of stream) if (where === "here") break;
  } catch {
    return { seen: "reset" };
  }
  if (where === "there") return { seen: "closed" };
  stream.reset();
  return { seen: "reset" };
}

export class OurSession {
  /**
   * @param {import("../../web/selvage/src/core.js").Core} core
   * @param {(event: Event) => void} emit
   */
  static async start(core, emit) {
    const session = new OurSession(emit);
    const onEvent = (/** @type {any} */ event) => session.hear(event);
    session.swarm = await core.createSwarm({ agent: "selvage-page/1", servesPerf: true, onEvent });
    session.serve(echoProtocol, serveEcho);
    session.serve(resetProtocol, serveReset);
    emit({ event: "ready", peer: session.swarm.id, implementation: "selvage-page" });
    return session;
  }

  /** @param {(event: Event) => void} emit */
  constructor(emit) {
    this.emit = emit;
    /** @type {Swarm} */
    this.swarm = /** @type {any} */ (undefined);
    /** @type {Map<number, string>} */
    this.links = new Map();
    /** @type {WeakMap<Stream, string>} */
    this.protocols = new WeakMap();
    /** @type {Set<string>} */
    this.peers = new Set();
    this.order = Promise.resolve(); // Of events of messages, whose digests take time.
  }

  /** @param {string} protocol @param {(stream: Stream) => Promise<void>} serve */
  serve(protocol, serve) {
    this.swarm.handle(protocol, async (stream) => {
      this.protocols.set(stream, protocol);
      await serve(stream).catch((/** @type {Error} */ error) => {
        const kind = error.message.includes("the peer reset") ? "stream_reset" : "stream_failed";
        this.emit({ event: kind, peer: stream.peer, protocol, reason: error.message });
      });
    });
  }

  /** @param {import("../../web/selvage/src/net/swarm_events.js").SwarmEvent} told */
  hear(told) {
    switch (told.kind) {
      case "connected": {
        const { peer, address, transport } = told;
        this.links.set(told.link, address);
        this.peers.add(peer);
        const direction = told.isIncoming ? "incoming" : "outgoing";
        return this.emit({ event: "connected", peer, address, direction, transport: transports[transport] });
      }
      case "disconnected": {
        const { peer, link, reason, isLast } = told;
        if (isLast) this.peers.delete(peer);
        this.emit({ event: "disconnected", peer, address: this.links.get(link), reason });
        this.links.delete(link);
        return;
      }
      case "identified": {
        const { peer, agent, protocols, addresses, isSigned, observed } = told;
        return this.emit({ event: "identified", peer, agent, protocols, addresses, signed: isSigned, observed });
      }
      case "subscribed":
      case "unsubscribed":
        return this.emit({ event: told.kind, peer: told.peer, topic: told.topic });
      default:
    }
  }

  /** @param {import("../../web/selvage/src/net/swarm.js").GossipMessage} message */
  hearMessage({ topic, author, bytes }) {
    if (author === this.swarm.id) return;
    this.order = this.order.then(async () => {
      const body =
        bytes.length <= textSizeMax
          ? { text: new TextDecoder().decode(bytes) }
          : { size: bytes.length, sha256: await sha256(bytes) };
      this.emit({ event: "message", topic, from: author, ...body });
    });
  }

  /** @param {Command} command */
  async do(command) {
    const id = command["id"] === undefined ? {} : { id: command["id"] };
    try {
      const perform = this.commands()[command["do"]];
      if (!perform) throw new Error(`there is no command "${command["do"]}"`);
      const result = await perform(command);
      if (result || command["id"] !== undefined) this.emit({ event: "done", ...id, ...result });
    } catch (error) {
      this.emit({ event: "failed", ...id, reason: /** @type {Error} */ (error).message, advice: "" });
    }
  }

  /** @returns {Record<string, (command: Command) => Promise<object | void>>} */
  commands() {
    const { swarm } = this;
    return {
      dial: async ({ address }) => {
        const began = performance.now();
        return { peer: await swarm.dial(address), us: microseconds(began) };
      },
      close: async ({ peer }) => swarm.disconnect(peer),
      handle: async ({ protocol }) => this.serve(protocol, serveEcho),
      open: (command) => this.withStream(command, command["protocol"], async (stream) => stream.finish()),
      echo: (command) => this.withStream(command, echoProtocol, (stream) => echo(stream, command["size"])),
      reset: (command) => this.withStream(command, resetProtocol, (stream) => reset(stream, command["where"])),
      perf: async ({ peer, upload, download }) => {
        const { sendingTook, receivingTook } = await swarm.perf(peer, upload, download);
        return { upload, download, upload_us: sendingTook, download_us: receivingTook };
      },
      ping: (command) => this.ping(command),
      subscribe: async ({ topic }) => swarm.subscribe(topic, (message) => this.hearMessage(message)),
      join: async ({ name }) => swarm.joinTabs(name),
      unsubscribe: async ({ topic }) => swarm.unsubscribe(topic),
      publish: (command) => this.publish(command),
      mesh: async ({ topic }) => ({ peers: swarm.mesh(topic) }),
      peers: async () => ({ peers: [...this.peers] }),
      counters: async () => this.counters(),
      stop: async () => swarm.close(),
    };
  }

  /**
   * @template {object | void} Result
   * @param {Command} command
   * @param {string} protocol
   * @param {(stream: Stream) => Promise<Result>} use
   */
  async withStream(command, protocol, use) {
    const stream = this.swarm.open(command["peer"], [protocol]);
    this.protocols.set(stream, protocol);
    try {
      await stream.agreed;
      return await use(stream);
    } catch (error) {
      stream.reset();
      throw error;
    }
  }

  /** @param {Command} command */
  async ping({ peer, count = 1, reuse }) {
    if (reuse) return { rtt_us: await this.swarm.ping(peer, { count }) };
    const times = [];
    for (let i = 0; i < count; ++i) times.push(...(await this.swarm.ping(peer)));
    return { rtt_us: times };
  }

  /** @param {Command} command */
  async publish({ topic, text, size }) {
    const seed = Math.floor(Math.random() * 2 ** 32);
    const data = text === undefined ? new Chance(seed).take(size) : new TextEncoder().encode(text);
    this.swarm.publish(topic, data);
    return { size: data.length, sha256: await sha256(data), recipients: this.swarm.mesh(topic) };
  }

  counters() {
    /** @type {Record<string, number>} */
    const streams = {};
    for (const stream of this.swarm.streams) {
      const protocol = this.protocols.get(stream) ?? perfProtocol;
      streams[protocol] = (streams[protocol] ?? 0) + 1;
    }
    return { connections: this.links.size, streams };
  }
}
