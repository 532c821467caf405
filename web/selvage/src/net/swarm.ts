// Swarm is a libp2p node in the page: net/swarm of the brain, with the browser's sockets and clock.
//
//   const swarm = await core.createSwarm();
//   const peer = await swarm.dial("/dns4/example.org/tcp/443/wss/p2p/12D3…");
//   const stream = swarm.open(peer, ["/echo/1.0.0"]);
//
// It decides nothing: after every call it takes what the brain tells, does what the brain orders,
// sends what waits and arms one timer.
import { requireBytes, requireCount, requireFunction } from "../arguments.js";
import { systemClock, type Clock } from "../clock.js";
import { describeFailure } from "../errors.js";
import type { Instance } from "../instance.js";
import { openNotices, type Notices } from "./broadcast_signal.js";
import { NetError, reportLater } from "./errors.js";
import { judge, numberOf, type GossipMessage, type OnMessage, type Verdict } from "./gossip_message.js";
import { Links } from "./links.js";
import { Meetings } from "./meetings.js";
import type { MeetingOrder, Post } from "./meeting_orders.js";
import { pending, type Pending } from "./pending.js";
import { Runs } from "./runs.js";
import { Streams } from "./streams.js";
import type { SwarmCounters } from "./swarm_counters.js";
import type { Measurement, SwarmEvent, Told } from "./swarm_events.js";
import { SwarmHandle } from "./swarm_handle.js";
import type { SwarmOptions } from "./swarm_options.js";
import type { SwarmStream } from "./swarm_stream.js";

export type { GossipMessage, OnMessage, SwarmOptions, Verdict };

const seedSize = 32;

/** What lives in the module beside a swarm and is called with it: the page's node of a mesh. */
export interface Companion {
  /** Takes what is there after a call. Whether there was anything. */
  step(handle: SwarmHandle, now: number): boolean;
  /** What the swarm tells, whoever else hears it. */
  hear(told: Told): void;
  /** The swarm is over. */
  fail(failure: unknown): void;
}

export class Swarm {
  /** The peer id. */
  readonly id: string;
  readonly #handle: SwarmHandle;
  readonly #clock: Clock;
  readonly #gossips: boolean;
  readonly #meets: boolean;
  readonly #onEvent: ((event: SwarmEvent) => void) | undefined;
  readonly #onIntroduction: SwarmOptions["onIntroduction"];
  readonly #links: Links;
  readonly #meetings: Meetings;
  readonly #dials = new Map<number, Pending<string>>();
  readonly #introductions = new Map<number, Pending<string>>();
  readonly #runs = new Runs();
  readonly #topics = new Map<string, OnMessage>();
  readonly #streams: Streams;
  #board: Notices | undefined;
  #companion: Companion | undefined;
  #isPumping = false;
  #disarm = (): void => {};
  #armedFor = Infinity;

  /** @internal */
  constructor(instance: Instance, options: SwarmOptions) {
    const seed = options.seed ?? crypto.getRandomValues(new Uint8Array(seedSize));
    requireBytes(seed);
    if (seed.length !== seedSize)
      throw new RangeError(`A seed has ${seedSize} bytes, and this has ${seed.length}.`);
    this.#clock = options.clock ?? systemClock();
    this.#onEvent = options.onEvent;
    this.#onIntroduction = options.onIntroduction;
    this.#gossips = options.gossips ?? true;
    const introduces = options.introductions ?? true;
    this.#meets = introduces && typeof RTCPeerConnection !== "undefined";
    const settings = {
      agent: options.agent ?? "",
      gossips: this.#gossips,
      servesPerf: options.servesPerf ?? false,
      introduces,
      meets: this.#meets,
      asks: options.onIntroduction !== undefined,
    };
    this.#handle = new SwarmHandle(instance, seed, settings, this.#clock.now());
    this.id = this.#handle.id();
    const now = (): number => this.#clock.now();
    this.#links = new Links(this.#handle, now, (action) => this.#hear(action));
    this.#meetings = new Meetings(this.#links.meetingsOwner(), options.rtcConfiguration ?? {});
    this.#streams = new Streams(this.#handle, now, (action) => this.#act(action));
    this.#pump();
  }

  /** Connects to an address. The peer that is there; it must be the one that the address names. */
  dial(address: string): Promise<string> {
    const dialing = pending<string>();
    this.#act(() => this.#dials.set(this.#handle.dial(address, this.#clock.now()), dialing));
    return dialing.promise;
  }

  /**
   * Connects to a page that another peer is connected to, directly, by WebRTC. That peer must be
   * connected to both, and is not needed afterwards. The wanted peer's id.
   */
  introduce(via: string, wanted: string): Promise<string> {
    if (!this.#meets)
      throw new TypeError("This swarm meets nobody: it is in a Worker or in Node, or was made without introductions.");
    const introducing = pending<string>();
    this.#act(() => {
      const introduction = this.#handle.introduce(via, wanted, this.#clock.now());
      this.#introductions.set(introduction, introducing);
    });
    return introducing.promise;
  }

  /** What has happened so far, counted: to be shown. */
  counters(): SwarmCounters {
    return this.#handle.counters();
  }

  /** Closes all connections to a peer, in order. */
  disconnect(peer: string): void {
    this.#act(() => this.#handle.closePeer(peer, this.#clock.now()));
  }

  /** Opens a stream for the first of the protocols that the peer speaks. */
  open(peer: string, protocols: readonly string[]): SwarmStream {
    return this.#streams.open(peer, protocols);
  }

  /** Serves a protocol. What the handler throws, or rejects with, resets the stream. */
  handle(protocol: string, handler: (stream: SwarmStream) => unknown): void {
    requireFunction(handler, "handle()", 'handle("/echo/1.0.0", (stream) => …)');
    this.#streams.handle(protocol, handler);
  }
  unhandle(protocol: string): void {
    this.#streams.unhandle(protocol);
  }

  /** So many round trips, one after the other. Microseconds of each. */
  async ping(peer: string, { count = 1, interval = 0 } = {}): Promise<number[]> {
    if (requireCount(count) === 0) return [];
    const run = this.#act(() =>
      this.#runs.add(this.#handle.ping(peer, count, interval, this.#clock.now())),
    );
    await run.end.promise;
    return run.times;
  }

  /** Sends so many bytes, then asks for so many, and measures both. */
  async perf(peer: string, upload: number, download: number): Promise<Measurement> {
    const run = this.#act(() =>
      this.#runs.add(this.#handle.perf(peer, upload, download, this.#clock.now())),
    );
    await run.end.promise;
    return run.measured.result as Measurement;
  }

  subscribe(topic: string, onMessage: OnMessage): void {
    requireFunction(onMessage, "subscribe()", 'subscribe("news", ({ bytes }) => …)');
    this.#requireGossip();
    this.#act((live) => {
      const size = this.#handle.showText(topic);
      if (!this.#handle.calls.swarm_subscribe(live, size, this.#clock.now()))
        throw new NetError("too_large", "The topic's name is too long, or there is none.");
      this.#topics.set(topic, onMessage);
    });
  }
  unsubscribe(topic: string): void {
    this.#requireGossip();
    this.#topics.delete(topic);
    this.#act((live) =>
      this.#handle.calls.swarm_unsubscribe(live, this.#handle.showText(topic), this.#clock.now()),
    );
  }
  publish(topic: string, bytes: Uint8Array): void {
    requireBytes(bytes);
    this.#requireGossip();
    const published = this.#act(() => this.#handle.publish(topic, bytes, this.#clock.now()));
    if (!published) throw new NetError("too_large", "The message is too large, or the topic is.");
  }

  /**
   * Connects to the swarms of other tabs of this origin that have joined under the same name, and to
   * those that join later; without a server.
   */
  joinTabs(name: string): void {
    if (this.#board) throw new TypeError("This swarm has joined tabs already.");
    if (typeof RTCPeerConnection === "undefined")
      throw new TypeError("Tabs meet by WebRTC, which a Worker does not have.");
    const { calls } = this.#handle;
    this.#act((live) => {
      this.#board = openNotices(name, (note) =>
        this.#hear(() => this.#handle.hearNote(note, this.#clock.now())),
      );
      calls.swarm_join_board(live, this.#clock.now());
    });
  }
  /** Connections stay. */
  leaveTabs(): void {
    if (!this.#board) return;
    const { calls } = this.#handle;
    this.#act((live) => {
      calls.swarm_leave_board(live);
      // Now, since the board's orders go with it; also if who leaves was called by the pump.
      for (let order; (order = this.#handle.nextMeetingOrder()); ) this.#obeyMeeting(order);
      calls.swarm_forget_board(live);
      this.#board?.close();
      this.#board = undefined;
    });
  }

  /** The peers that whole messages of the topic are sent to. */
  mesh(topic: string): string[] {
    this.#requireGossip();
    return this.#handle.mesh(topic);
  }

  /** Streams that are open, or were finished by one end only. */
  get streams(): readonly SwarmStream[] {
    return this.#streams.all;
  }

  /** @internal */
  attach(companion: Companion, begin: (handle: SwarmHandle, now: number) => void): void {
    this.#act(() => {
      begin(this.#handle, this.#clock.now());
      this.#companion = companion;
    });
  }
  /** @internal For what the companion is asked, and is told. */
  call<Result>(action: (handle: SwarmHandle, now: number) => Result): Result {
    return this.#act(() => action(this.#handle, this.#clock.now()));
  }

  /** Ends all connections, without goodbye, and the object. */
  close(): void {
    if (this.#handle.isFreed) return;
    this.leaveTabs();
    this.#fail(new NetError("closed", "The swarm was closed."));
  }

  // --- What comes of the brain.

  /** Every call of the brain that is not a question goes through here. */
  #act<Result>(action: (live: number) => Result): Result {
    try {
      const result = action(this.#handle.live);
      this.#pump();
      return result;
    } catch (failure) {
      if (this.#handle.instance.stopped) this.#fail(failure);
      throw failure;
    }
  }

  /** The same for what the browser tells. What is wrong with it is for the console alone. */
  #hear(action: (live: number) => void): void {
    if (this.#handle.isFreed) return;
    try {
      this.#act(action);
    } catch (failure) {
      reportLater(failure);
    }
  }

  #pump(): void {
    if (this.#isPumping) return;
    this.#isPumping = true;
    try {
      while (this.#step());
    } finally {
      this.#isPumping = false;
      // Also after a failure: what comes later must not depend on it.
      if (!this.#handle.isFreed && !this.#handle.instance.stopped) this.#armTimer();
    }
  }

  /** Whether anything happened. The user, who hears of it, may close the swarm at any time. */
  #step(): boolean {
    let any = false;
    const more = <Item>(next: () => Item | undefined, use: (item: Item) => void): void => {
      while (!this.#handle.isFreed) {
        const item = next();
        if (item === undefined) return;
        any = true;
        use(item);
      }
    };
    const { calls } = this.#handle;
    more(
      () => this.#handle.nextEvent(this.#clock.now()),
      (told) => this.#tell(told),
    );
    more(
      () => this.#handle.nextOrder(this.#clock.now()),
      (order) => this.#links.obey(order),
    );
    more(
      () => this.#handle.nextMeetingOrder(),
      (order) => this.#obeyMeeting(order),
    );
    more(
      () => calls.swarm_next_ready(this.#handle.live) || undefined,
      (link) => this.#links.send(link),
    );
    if (!this.#handle.isFreed && this.#companion?.step(this.#handle, this.#clock.now())) any = true;
    return any && !this.#handle.isFreed;
  }

  #obeyMeeting(order: Post | MeetingOrder): void {
    if (order.kind === "post") this.#board?.post(order.note);
    else this.#meetings.obey(order);
  }

  /** A deadline that moved later leaves the timer as it is: waking too early is harmless. */
  #armTimer(): void {
    const deadline = this.#handle.deadline() ?? Infinity;
    if (deadline >= this.#armedFor) return;
    this.#disarm();
    this.#armedFor = deadline;
    this.#disarm = this.#clock.wakeAt(deadline, () => {
      this.#armedFor = Infinity;
      this.#hear((live) => this.#handle.calls.swarm_expire(live, this.#clock.now()));
    });
  }

  #fail(failure: unknown): void {
    if (this.#handle.isFreed) return; // Whoever heard of it first may have closed it.
    this.#disarm();
    this.#handle.free();
    this.#board?.close();
    this.#meetings.close();
    this.#links.close();
    for (const dial of this.#dials.values()) dial.reject(failure);
    for (const introduction of this.#introductions.values()) introduction.reject(failure);
    this.#runs.fail(failure);
    this.#companion?.fail(failure);
    this.#streams.fail(describeFailure(failure));
  }

  // --- Who hears of what.

  #tell(told: Told): void {
    this.#companion?.hear(told);
    switch (told.kind) {
      case "connected":
      case "disconnected":
      case "rejected":
      case "identified":
      case "subscribed":
      case "unsubscribed":
        return this.#guard(() => this.#onEvent?.(told));
      case "dialed":
        this.#dials.get(told.dial)?.resolve(told.peer);
        this.#dials.delete(told.dial);
        return;
      case "dialEnded": {
        this.#dials.get(told.dial)?.reject(new NetError("dial_failed", told.text));
        this.#dials.delete(told.dial);
        return;
      }
      case "introduced":
        return this.#tellIntroduced(told);
      case "introductionAsked":
        return void this.#decide(told);
      case "message":
        return this.#tellMessage(told);
      case "pinged":
      case "measured":
      case "pingEnded":
      case "perfEnded":
        return this.#runs.tell(told);
      default:
        this.#streams.tell(told);
    }
  }

  #tellIntroduced(told: Told & { readonly kind: "introduced" }): void {
    const introducing = this.#introductions.get(told.introduction);
    this.#introductions.delete(told.introduction);
    if (told.reason === "") introducing?.resolve(told.wanted);
    else introducing?.reject(new NetError("introduction_failed", told.reason));
  }

  /** Who is not accepted in time counts as refused, and so does what the user's function throws. */
  async #decide({ introduction, asking, via }: Told & { readonly kind: "introductionAsked" }): Promise<void> {
    let accepts = false;
    try {
      accepts = (await this.#onIntroduction?.(asking, via)) === true;
    } catch (failure) {
      reportLater(failure);
    }
    if (this.#handle.isFreed) return;
    this.#act(() => this.#handle.answerIntroduction(introduction, accepts, this.#clock.now()));
  }

  #tellMessage(told: Told & { readonly kind: "message" }): void {
    const { topic, author, from, id } = told;
    const bytes = this.#handle.copyOf(told.bytes);
    let verdict: Verdict = "ignore"; // Of what nobody looked at.
    this.#guard(() => {
      verdict = judge({ topic, author, from, bytes }, this.#topics.get(topic));
    });
    if (this.#handle.isFreed) return;
    this.#handle.validate(id, numberOf(verdict), this.#clock.now());
  }

  #requireGossip(): void {
    if (this.#gossips) return;
    throw new TypeError("This swarm was made without gossip: createSwarm({ gossips: true }).");
  }

  /** What a user's function throws is the user's to see, and changes nothing here. */
  #guard(call: () => void): void {
    try {
      call();
    } catch (failure) {
      reportLater(failure);
    }
  }
}
