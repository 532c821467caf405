// @ts-check
// What README.md asks of a peer, done by js-libp2p: commands in, events out. Runs in pages too.
import { multiaddr } from "@multiformats/multiaddr";
import { peerIdFromString } from "@libp2p/peer-id";
import { Chance, sha256 } from "./bytes.mjs";
import { createNode } from "./js_node.mjs";
import * as protocols from "./protocols.mjs";

/** @typedef {import("@libp2p/interface").Connection} Connection */
/** @typedef {import("@libp2p/interface").Stream} Stream */
/** @typedef {Record<string, any>} Command */
/** @typedef {Record<string, any>} Event */

const timeLimit = 20_000; // Milliseconds for a command that names none.
const textSizeMax = 1000; // What is longer is told of by its digest.
const manyStreams = { maxInboundStreams: 1000, maxOutboundStreams: 1000 };

/** @type {Record<string, protocols.Serve>} */
const served = {
  [protocols.echoProtocol]: protocols.serveEcho,
  [protocols.perfProtocol]: protocols.servePerf,
  [protocols.resetProtocol]: protocols.serveReset,
};

/** @param {import("@multiformats/multiaddr").Multiaddr} address */
function transportOf(address) {
  const names = address.getComponents().map(({ name }) => name);
  for (const name of ["webrtc-direct", "wss", "ws", "tcp"]) if (names.includes(name)) return name;
  return "unknown";
}

/** @param {import("@libp2p/interface").IdentifyResult} result */
const identified = (result) => ({
  event: "identified",
  peer: result.peerId.toString(),
  agent: result.agentVersion ?? null,
  protocols: result.protocols,
  addresses: (result.signedPeerRecord?.addresses ?? result.listenAddrs).map(String),
  signed: result.signedPeerRecord !== undefined,
  observed: result.observedAddr?.toString() ?? null,
});

export class Session {
  /**
   * @param {Awaited<ReturnType<typeof createNode>>} node
   * @param {(event: Event) => void} emit
   */
  constructor(node, emit) {
    this.node = node;
    this.emit = emit;
    /** @type {any} */
    this.inner = node; // The parts that the type does not show, but that commands need.
    /** @type {any} */
    this.pubsub = node.services["pubsub"];
    /** @type {Set<string>} */
    this.announced = new Set();
    this.messages = 0;
    this.order = Promise.resolve(); // Of events of messages, whose digests take time.
  }

  /**
   * @param {import("./js_node.mjs").NodeOptions} options
   * @param {(event: Event) => void} emit
   */
  static async start(options, emit) {
    const node = await createNode({
      ...options,
      onSecured: (peer, early) => emit({ event: "secured", peer, early_muxer: early }),
    });
    const session = new Session(node, emit);
    session.watch();
    for (const [protocol, serve] of Object.entries(served)) await session.handle(protocol, serve);
    emit({ event: "ready", peer: node.peerId.toString(), implementation: "js-libp2p" });
    return session;
  }

  watch() {
    this.node.addEventListener("connection:open", ({ detail }) => this.onConnection(detail));
    this.node.addEventListener("peer:identify", ({ detail }) => this.emit(identified(detail)));
    this.node.addEventListener("peer:discovery", ({ detail }) => {
      const addresses = detail.multiaddrs.map(String);
      if (addresses.length > 0) this.emit({ event: "discovered", peer: detail.id.toString(), addresses });
    });
    this.pubsub?.addEventListener("message", (/** @type {any} */ event) => this.onMessage(event.detail));
    this.pubsub?.addEventListener("subscription-change", (/** @type {any} */ event) => {
      for (const { topic, subscribe } of event.detail.subscriptions)
        this.emit({ event: subscribe ? "subscribed" : "unsubscribed", peer: event.detail.peerId.toString(), topic });
    });
  }

  /** @param {Connection} connection */
  onConnection(connection) {
    const peer = connection.remotePeer.toString();
    const address = connection.remoteAddr.toString();
    this.emit({
      event: "connected",
      peer,
      address,
      direction: connection.direction === "inbound" ? "incoming" : "outgoing",
      transport: transportOf(connection.remoteAddr),
      security: connection.encryption ?? null,
      muxer: connection.multiplexer ?? null,
    });
    connection.addEventListener("close", (event) => {
      const reason = event.error?.message ?? (event.local === false ? "closed there" : "closed here");
      this.emit({ event: "disconnected", peer, address, reason });
    });
  }

  /** @param {any} message */
  onMessage({ topic, from, data }) {
    ++this.messages;
    this.order = this.order.then(async () => {
      const body =
        data.length <= textSizeMax
          ? { text: new TextDecoder().decode(data) }
          : { size: data.length, sha256: await sha256(data) };
      this.emit({ event: "message", topic, from: from?.toString() ?? null, ...body });
    });
  }

  /**
   * @param {string} protocol
   * @param {protocols.Serve} serve
   */
  async handle(protocol, serve) {
    await this.node.handle(
      protocol,
      async (stream, connection) => {
        const peer = connection.remotePeer.toString();
        try {
          await serve(stream, connection);
        } catch (error) {
          if (stream.status === "reset") return this.emit({ event: "stream_reset", peer, protocol });
          stream.abort(/** @type {Error} */ (error));
          this.emit({ event: "stream_failed", peer, protocol, reason: String(error) });
        }
      },
      manyStreams,
    );
  }

  /**
   * Does a command; what comes of it is an event.
   * @param {Command} command
   */
  async do(command) {
    const id = command["id"] === undefined ? {} : { id: command["id"] };
    try {
      const perform = this.commands()[command["do"]];
      if (!perform) throw new Error(`there is no command "${command["do"]}"`);
      const signal = AbortSignal.timeout(command["timeout_ms"] ?? timeLimit);
      const result = await perform(command, signal);
      if (result || command["id"] !== undefined) this.emit({ event: "done", ...id, ...result });
    } catch (error) {
      const { message, errors } = /** @type {AggregateError} */ (error);
      const reasons = [message, ...(errors ?? []).map((one) => one.message)].filter(Boolean);
      this.emit({ event: "failed", ...id, reason: reasons.join("; ") || String(error), advice: "" });
    }
  }

  /** @returns {Record<string, (command: Command, signal: AbortSignal) => Promise<object | void>>} */
  commands() {
    return {
      listen: (command) => this.listen(command["address"]),
      dial: (command, signal) => this.dial(command["address"], signal),
      close: ({ peer }) => this.node.hangUp(peerIdFromString(peer)),
      handle: ({ protocol }) => this.handle(protocol, protocols.serveEcho),
      open: (command, signal) => this.withStream(command, command["protocol"], signal, async () => ({})),
      echo: (command, signal) =>
        this.withStream(command, protocols.echoProtocol, signal, (s) => protocols.echo(s, command["size"], signal)),
      perf: (command, signal) =>
        this.withStream(command, protocols.perfProtocol, signal, (s) =>
          protocols.perf(s, command["upload"], command["download"], signal),
        ),
      reset: (command, signal) =>
        this.withStream(command, protocols.resetProtocol, signal, (s) => protocols.reset(s, command["where"], signal)),
      ping: (command, signal) => this.ping(command, signal),
      subscribe: async ({ topic }) => this.pubsub.subscribe(topic),
      unsubscribe: async ({ topic }) => this.pubsub.unsubscribe(topic),
      publish: (command) => this.publish(command),
      mesh: async ({ topic }) => ({ peers: this.pubsub.getMeshPeers(topic) }),
      peers: async () => ({ peers: this.node.getPeers().map(String) }),
      counters: async () => this.counters(),
      stop: async () => this.node.stop(),
    };
  }

  /** @param {string} address */
  async listen(address) {
    const { transportManager } = this.inner.components;
    await transportManager.listen([multiaddr(address)]);
    for (const found of transportManager.getAddrs().map(String)) {
      if (this.announced.has(found)) continue;
      this.announced.add(found);
      this.emit({ event: "listening", address: `${found}/p2p/${this.node.peerId}` });
    }
  }

  /**
   * @param {string} address
   * @param {AbortSignal} signal
   */
  async dial(address, signal) {
    const began = performance.now();
    const connection = await this.node.dial(multiaddr(address), { signal });
    return { peer: connection.remotePeer.toString(), us: Math.round((performance.now() - began) * 1000) };
  }

  /**
   * Opens a stream to the command's peer; what fails leaves no stream behind.
   * @template {object | void} Result
   * @param {Command} command
   * @param {string} protocol
   * @param {AbortSignal} signal
   * @param {(stream: Stream) => Promise<Result>} use
   * @returns {Promise<Result>}
   */
  async withStream(command, protocol, signal, use) {
    const [connection] = this.node.getConnections(peerIdFromString(command["peer"]));
    if (!connection) throw new Error(`not connected to ${command["peer"]}`);
    const stream = await connection.newStream(protocol, { signal, ...manyStreams });
    try {
      const result = await use(stream);
      if (stream.writeStatus === "writable") await stream.close({ signal });
      return result;
    } catch (error) {
      stream.abort(/** @type {Error} */ (error));
      throw error;
    }
  }

  /**
   * As stock js does, in a stream each; with "reuse" all in one.
   * @param {Command} command
   * @param {AbortSignal} signal
   */
  async ping(command, signal) {
    const { count = 1, reuse } = command;
    if (reuse) {
      const use = (/** @type {Stream} */ stream) => protocols.ping(stream, count, signal);
      return { rtt_us: await this.withStream(command, protocols.pingProtocol, signal, use) };
    }
    const times = [];
    for (let i = 0; i < count; ++i) {
      const began = performance.now();
      await this.inner.services.ping.ping(peerIdFromString(command["peer"]), { signal });
      times.push(Math.round((performance.now() - began) * 1000));
    }
    return { rtt_us: times };
  }

  /** @param {Command} command */
  async publish({ topic, text, size }) {
    const seed = Math.floor(Math.random() * 2 ** 32);
    const data = text === undefined ? new Chance(seed).take(size) : new TextEncoder().encode(text);
    const { recipients } = await this.pubsub.publish(topic, data);
    return { size: data.length, sha256: await sha256(data), recipients: recipients.map(String) };
  }

  counters() {
    const connections = this.node.getConnections();
    /** @type {Record<string, number>} */
    const streams = {};
    for (const stream of connections.flatMap((connection) => connection.streams))
      streams[stream.protocol] = (streams[stream.protocol] ?? 0) + 1;
    return { connections: connections.length, streams, messages: this.messages };
  }
}
