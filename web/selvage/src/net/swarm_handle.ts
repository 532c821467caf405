// SwarmHandle is a swarm in the module, as typed calls: the exports of web/wasm/exports_swarm*.cpp,
// one for one. What a call shows is read at once, before any other call.
import type { SwarmCounters } from "./swarm_counters.js";
import { ByteReader } from "../document/byte_reader.js";
import { ByteWriter } from "../document/byte_writer.js";
import type { Instance } from "../instance.js";
import type { Exports } from "../module_exports.js";
import type { Descriptions } from "./direct_link.js";
import { NetError } from "./errors.js";
import { readMeetingOrder, type MeetingOrder, type Post } from "./meeting_orders.js";
import { readEvent, readOrder, type Order, type Place, type Told } from "./swarm_events.js";

// Where the parts of what is shown lie, in units of 4 bytes: web/wasm/open_document.h.
const shownInteger = 2;
const shownAddress = 4;
const shownSize = 5;
const shownWords = 6;


export interface SwarmSettings {
  readonly agent: string;
  readonly gossips: boolean;
  readonly servesPerf: boolean;
  /** Others may meet by it. */
  readonly introduces: boolean;
  /** It may meet others. */
  readonly meets: boolean;
  /** The user decides who may meet it. */
  readonly asks: boolean;
}

export interface MeshSettings {
  readonly keepsEverything: boolean;
  readonly hasDisk: boolean;
  /** Who it is may have written what is not kept here any more. */
  readonly mayHaveForgotten: boolean;
}

export interface ChannelOrder {
  readonly kind: "open" | "send" | "close";
  readonly channel: number;
  readonly bytes: Uint8Array;
}
const channelOrders = ["open", "send", "close"] as const;

/** A stream by the numbers that the module knows it by. */
export interface StreamNumbers {
  readonly link: number;
  readonly stream: number;
}

const secretSize = 32;
const chanceSize = 8;
const agentSizeMax = 256;

export class SwarmHandle {
  readonly instance: Instance;
  readonly roomSize: number;
  readonly #shown: number;
  readonly #room: number;
  #handle: number;

  constructor(instance: Instance, seed: Uint8Array, settings: SwarmSettings, now: number) {
    const agent = new TextEncoder().encode(settings.agent);
    if (agent.length > agentSizeMax)
      throw new NetError("too_large", `An agent has up to ${agentSizeMax} bytes of UTF-8.`);
    const shown = new Uint8Array(2 * secretSize + chanceSize + agent.length);
    crypto.getRandomValues(shown);
    shown.set(seed);
    shown.set(agent, 2 * secretSize + chanceSize);
    instance.show(shown, () => {});
    shown.fill(0);
    this.instance = instance;
    this.#handle = instance.calls.swarm_create(
      agent.length,
      settings.gossips ? 1 : 0,
      settings.servesPerf ? 1 : 0,
      settings.introduces ? 1 : 0,
      settings.meets ? 1 : 0,
      settings.asks ? 1 : 0,
      Date.now(),
      now,
    );
    this.#shown = instance.calls.shown();
    this.#room = instance.calls.swarm_reading_room(this.#handle);
    this.roomSize = instance.calls.swarm_reading_room_size();
  }

  get calls(): Exports {
    return this.instance.calls;
  }

  /** A handle is used again after it was freed, so an old one must not reach the module. */
  get live(): number {
    if (this.#handle === 0) throw new NetError("closed", "The swarm was closed.");
    return this.#handle;
  }

  get isFreed(): boolean {
    return this.#handle === 0;
  }

  /** Never fails because of the core: one that stopped has nothing left to free. */
  free(): void {
    const handle = this.live;
    this.#handle = 0;
    if (!this.instance.stopped) this.calls.swarm_free(handle);
  }

  id(): string {
    this.calls.swarm_id(this.live);
    return new ByteReader(this.#shownBytes()).text(this.#shownBytes().length);
  }

  nextEvent(now: number): Told | undefined {
    if (!this.calls.swarm_next_event(this.live, now)) return undefined;
    return readEvent(new ByteReader(this.#shownBytes()));
  }

  nextOrder(now: number): Order | undefined {
    if (!this.calls.swarm_next_order(this.live, now)) return undefined;
    return readOrder(new ByteReader(this.#shownBytes()));
  }

  copyOf({ address, size }: Place): Uint8Array<ArrayBuffer> {
    return this.instance.copyOut(address, size);
  }

  /** What waits to be sent, where it lies in the module. */
  outgoing(link: number): Uint8Array {
    this.calls.swarm_outgoing(this.live, link);
    return this.#shownBytes();
  }

  /** At most `roomSize` bytes. All events are to be taken before the next are received. */
  receive(link: number, bytes: Uint8Array, now: number): void {
    this.instance.bytes.set(bytes, this.#room);
    this.calls.swarm_receive(this.live, link, bytes.length, now);
  }

  receiveOnChannel(link: number, channel: number, bytes: Uint8Array, now: number): void {
    this.instance.bytes.set(bytes, this.#room);
    this.calls.swarm_channel_received(this.live, link, channel, bytes.length, now);
  }

  /** What a channel is to do next; the bytes lie in the module, until the order is consumed. */
  nextChannelOrder(link: number): ChannelOrder | undefined {
    const kind = this.calls.swarm_next_channel_order(this.live, link);
    if (kind === 0) return undefined;
    const channel = this.#words()[shownInteger] as number;
    return { kind: channelOrders[kind - 1] as ChannelOrder["kind"], channel, bytes: this.#shownBytes() };
  }

  /** Undefined if the offer is none of a browser that we know. */
  describeDirect(link: number, offer: string): Descriptions | undefined {
    const size = this.showText(offer);
    if (this.calls.swarm_describe_direct(this.live, link, size) < 0) return undefined;
    const reader = new ByteReader(this.#shownBytes());
    return { local: reader.text(), remote: reader.text() };
  }

  nextMeetingOrder(): Post | MeetingOrder | undefined {
    if (!this.calls.swarm_next_meeting_order(this.live)) return undefined;
    return readMeetingOrder(new ByteReader(this.#shownBytes()));
  }

  hearNote(note: Uint8Array, now: number): void {
    if (note.length > this.instance.windowSize) return; // No note is so large.
    this.instance.show(note, (size) => this.calls.swarm_hear_note(this.live, size, now));
  }

  mesh(topic: string): string[] {
    this.calls.swarm_mesh(this.live, this.showText(topic));
    const reader = new ByteReader(this.#shownBytes());
    const peers: string[] = [];
    while (!reader.atEnd) peers.push(reader.text());
    return peers;
  }

  deadline(): number | undefined {
    const at = this.calls.swarm_deadline(this.live);
    return at < 0 ? undefined : at;
  }

  /** The size of the text in the window. */
  showText(text: string): number {
    const size = this.instance.showText(text);
    if (size < 0) throw new NetError("too_large", "A text is too long to be a name or address.");
    return size;
  }

  dial(address: string, now: number): number {
    const dial = this.calls.swarm_dial(this.live, this.showText(address), now);
    if (dial < 0) throw new NetError("address_wrong", `This is no address of a peer: ${address}`);
    return dial;
  }

  closePeer(peer: string, now: number): void {
    this.#requirePeer(this.calls.swarm_close_peer(this.live, this.showText(peer), now), peer);
  }

  setProtocol(name: string, isSpoken: boolean): void {
    const size = this.showText(name);
    const code = isSpoken
      ? this.calls.swarm_add_protocol(this.live, size)
      : this.calls.swarm_remove_protocol(this.live, size);
    if (code < 0) throw new NetError("address_wrong", `This is no protocol's name: ${name}`);
  }

  open(peer: string, protocols: readonly string[], now: number): StreamNumbers {
    const size = this.#showTexts([peer, ...protocols]);
    return this.#opened(this.calls.swarm_open(this.live, size, now), peer);
  }

  introduce(via: string, wanted: string, now: number): number {
    const size = this.#showTexts([via, wanted]);
    const introduction = this.calls.swarm_introduce(this.live, size, now);
    this.#requirePeer(introduction, `${via}, ${wanted}`);
    return introduction;
  }

  /** False if it is over, or decided. */
  answerIntroduction(introduction: number, accepts: boolean, now: number): boolean {
    return this.calls.swarm_answer_introduction(this.live, introduction, accepts ? 1 : 0, now) === 1;
  }

  counters(): SwarmCounters {
    this.calls.swarm_counters(this.live);
    const shown = this.#shownBytes();
    return JSON.parse(new ByteReader(shown).text(shown.length)) as SwarmCounters;
  }

  /** False if neither name nor invite do; the reason is in shownText(). */
  joinMesh(texts: readonly string[], what: MeshSettings, now: number): boolean {
    const encoded = texts.map((text) => new TextEncoder().encode(text));
    const size = encoded.reduce((sum, text) => sum + text.length + 4, secretSize);
    if (size > this.instance.windowSize) throw new NetError("too_large", "The invite is too long to be one.");
    const whole = new Uint8Array(size);
    crypto.getRandomValues(whole.subarray(0, secretSize));
    let at = secretSize;
    for (const text of encoded) {
      new DataView(whole.buffer).setUint32(at, text.length);
      whole.set(text, at + 4);
      at += text.length + 4;
    }
    this.instance.show(whole, () => {});
    whole.fill(0);
    const flags = [what.keepsEverything, what.hasDisk, what.mayHaveForgotten].map(Number) as [number, number, number];
    return this.calls.mesh_join(this.live, size, ...flags, Date.now(), now) !== 0;
  }
  nextDiskRequest(now: number): Uint8Array | undefined {
    return this.calls.mesh_next_request(this.live, now) ? this.#shownBytes() : undefined;
  }
  answerDisk(answer: Uint8Array, now: number): boolean {
    this.instance.show(answer, (size) => this.calls.mesh_add_to_answer(this.live, size));
    return this.calls.mesh_answer(this.live, now) !== 0;
  }
  ask(line: Uint8Array, now: number): void {
    this.instance.show(line, (size) => this.calls.mesh_ask(this.live, size, now));
  }
  /** All that waits, as text; whole lines. */
  takeLines(now: number): string {
    this.calls.mesh_outgoing(this.live);
    const shown = this.#shownBytes();
    if (shown.length === 0) return "";
    const text = new TextDecoder().decode(shown);
    this.calls.mesh_consume(this.live, shown.length, now);
    return text;
  }
  ping(peer: string, count: number, interval: number, now: number): StreamNumbers {
    const size = this.showText(peer);
    return this.#opened(this.calls.swarm_ping(this.live, size, count, interval, now), peer);
  }

  perf(peer: string, upload: number, download: number, now: number): StreamNumbers {
    const size = this.showText(peer);
    return this.#opened(this.calls.swarm_perf(this.live, size, upload, download, now), peer);
  }

  /** How many of the bytes were taken. */
  write({ link, stream }: StreamNumbers, bytes: Uint8Array): number {
    let taken = 0;
    const { windowSize } = this.instance;
    while (taken < bytes.length) {
      const piece = bytes.subarray(taken, taken + windowSize);
      let size = 0;
      this.instance.show(piece, () => {
        size = this.calls.swarm_write(this.live, link, stream, piece.length);
      });
      taken += size;
      if (size < piece.length) break;
    }
    return taken;
  }

  /** False if the topic is none, or the message too large. */
  publish(topic: string, bytes: Uint8Array, now: number): boolean {
    let fits = true;
    this.instance.show(bytes, (size) => {
      fits &&= this.calls.swarm_message(this.live, size) !== 0;
    });
    return fits && this.calls.swarm_publish(this.live, this.showText(topic), now) !== 0;
  }

  validate(id: Uint8Array, verdict: number, now: number): void {
    this.instance.show(id, (size) => this.calls.swarm_validate(this.live, size, verdict, now));
  }

  /** Each behind its size. The size of all in the window. */
  #showTexts(texts: readonly string[]): number {
    const writer = new ByteWriter();
    const encoder = new TextEncoder();
    for (const text of texts) writer.sized(encoder.encode(text));
    if (writer.size > this.instance.windowSize)
      throw new NetError("too_large", "These are too many names for one call, or too long ones.");
    this.instance.show(writer.bytes, () => {});
    return writer.size;
  }

  #opened(stream: number, peer: string): StreamNumbers {
    this.#requirePeer(stream, peer);
    if (stream === 0)
      throw new NetError("not_connected", `There is no connection to ${peer}, or no room for more.`);
    return { link: this.#words()[shownInteger] as number, stream };
  }

  #requirePeer(code: number, peer: string): void {
    if (code < 0) throw new NetError("address_wrong", `This is no peer, or no protocol: ${peer}`);
  }

  #words(): Uint32Array {
    return new Uint32Array(this.instance.memory.buffer, this.#shown, shownWords);
  }

  #shownBytes(): Uint8Array {
    const words = this.#words();
    const address = words[shownAddress] as number;
    return this.instance.bytes.subarray(address, address + (words[shownSize] as number));
  }
}
