// Instance is one running copy of the module: its exports, guarded, and its memory.
//
// Whatever leaves an export as an exception (a failed assertion traps) has left the module's memory
// in the middle of something. From then on every call fails with the same reason, before it reaches
// the module. Addresses are valid until the next call into the module; views must be taken again
// after each, because the memory may have grown and moved.
import { CoreError, describeFailure } from "./errors.js";

type Address = number;
type Handle = number;
/** Of a node in a document, valid until that is edited. */
type Place = number;
/** Below 0 an error's number less 1. */
type Code = number;

/** What web/wasm/exports_*.cpp export. Times are microseconds. */
export interface Exports {
  _initialize(): void;
  window(): Address;
  window_size(): number;
  crc32c(size: number, before: number): number;
  blake3(size: number): void;
  blake3_begin(): void;
  blake3_add(size: number): void;
  blake3_finish(): void;
  stream_pinger(seedLow: number, seedHigh: number, count: number, now: number): Handle;
  stream_responder(now: number): Handle;
  stream_receive_size_max(): number;
  stream_receive(handle: Handle, size: number, now: number): void;
  stream_end(handle: Handle, now: number): void;
  stream_expire(handle: Handle, now: number): void;
  stream_outgoing(handle: Handle): Address;
  stream_outgoing_size(handle: Handle): number;
  stream_consume(handle: Handle, size: number): void;
  stream_next_event(handle: Handle): Address;
  stream_event_size(): number;
  stream_deadline(handle: Handle): number;
  stream_ended(handle: Handle): number;
  stream_trace(handle: Handle): void;
  stream_free(handle: Handle): void;
  shown(): Address;
  document_create(nameSize: number): Handle;
  document_name_size_max(): number;
  document_name(document: Handle): void;
  document_author(document: Handle): void;
  document_can_write(document: Handle): Code;
  document_commands(document: Handle, size: number): void;
  document_perform(document: Handle, size: number, now: number): Code;
  document_edit(document: Handle, size: number, now: number, joinsUndo: number): Code;
  document_commands_done(document: Handle): number;
  document_abandon(document: Handle, now: number): Code;
  document_undo(document: Handle, now: number): Code;
  document_redo(document: Handle, now: number): Code;
  document_undo_state(document: Handle): number;
  document_subscribe(document: Handle, size: number): Code;
  document_unsubscribe(document: Handle, id: number): void;
  document_news(document: Handle): void;
  document_drop_news(document: Handle): void;
  document_version(document: Handle): void;
  document_place_under(document: Handle, place: Place, keySize: number, kind: number): Place;
  document_place_at(document: Handle, place: Place, position: number, kind: number): Place;
  document_value_under(document: Handle, place: Place, keySize: number): number;
  document_value_at(document: Handle, place: Place, position: number): number;
  document_weight_under(
    document: Handle,
    place: Place,
    keySize: number,
    valuesMax: number,
  ): number;
  document_weight_at(
    document: Handle,
    place: Place,
    position: number,
    valuesMax: number,
  ): number;
  document_size(document: Handle, place: Place): number;
  document_text(document: Handle, place: Place, begin: number, end: number): Code;
  document_runs(document: Handle, place: Place, begin: number, end: number): Code;
  document_counter(document: Handle, place: Place): void;
  document_keys(document: Handle, place: Place, keySize: number, isFirst: number): number;
  document_members(document: Handle, place: Place, size: number, isFirst: number): Code;
  document_has(document: Handle, place: Place, size: number): Code;
  document_tree(document: Handle, place: Place, valuesMax: number): Code;
  document_has_wide(document: Handle): number;
  job_load(document: Handle): Handle;
  job_save(document: Handle): Handle;
  job_export(document: Handle): Handle;
  job_give(document: Handle): Handle;
  job_take(document: Handle): Handle;
  job_history(document: Handle): Handle;
  job_past(document: Handle): Handle;
  job_close(document: Handle): Handle;
  job_import(document: Handle, shapeSize: number, now: number): Code;
  job_expect(job: Handle, size: number): void;
  job_feed(job: Handle, size: number): void;
  job_run(job: Handle, steps: number): Code;
  job_output(job: Handle): void;
  job_position(job: Handle): number;
  job_made(job: Handle): Handle;
  job_free(job: Handle): void;
  swarm_create(
    agentSize: number,
    gossips: number,
    servesPerf: number,
    introduces: number,
    meets: number,
    wallTime: number,
    now: number,
  ): Handle;
  swarm_free(swarm: Handle): void;
  swarm_id(swarm: Handle): void;
  swarm_reading_room(swarm: Handle): Address;
  swarm_reading_room_size(): number;
  swarm_receive(swarm: Handle, link: number, size: number, now: number): void;
  swarm_dialed(swarm: Handle, link: number, now: number): void;
  swarm_dial_failed(swarm: Handle, link: number, failure: number, now: number): void;
  swarm_end(swarm: Handle, link: number, now: number): void;
  swarm_next_ready(swarm: Handle): number;
  swarm_outgoing(swarm: Handle, link: number): void;
  swarm_consume(swarm: Handle, link: number, size: number): void;
  swarm_next_event(swarm: Handle, now: number): number;
  swarm_next_order(swarm: Handle, now: number): number;
  swarm_expire(swarm: Handle, now: number): void;
  swarm_deadline(swarm: Handle): number;
  swarm_dial(swarm: Handle, size: number, now: number): Code;
  swarm_close_peer(swarm: Handle, size: number, now: number): Code;
  swarm_close_link(swarm: Handle, link: number, now: number): void;
  swarm_add_protocol(swarm: Handle, size: number): Code;
  swarm_remove_protocol(swarm: Handle, size: number): Code;
  swarm_introduce(swarm: Handle, size: number, now: number): Code;
  swarm_open(swarm: Handle, size: number, now: number): Code;
  swarm_write(swarm: Handle, link: number, stream: number, size: number): number;
  swarm_credit(swarm: Handle, link: number, stream: number, size: number): void;
  swarm_finish(swarm: Handle, link: number, stream: number, now: number): void;
  swarm_reset(swarm: Handle, link: number, stream: number): void;
  swarm_ping(swarm: Handle, size: number, count: number, interval: number, now: number): Code;
  swarm_perf(swarm: Handle, size: number, upload: number, download: number, now: number): Code;
  swarm_subscribe(swarm: Handle, size: number, now: number): number;
  swarm_unsubscribe(swarm: Handle, size: number, now: number): void;
  swarm_message(swarm: Handle, size: number): number;
  swarm_publish(swarm: Handle, size: number, now: number): number;
  swarm_validate(swarm: Handle, size: number, verdict: number, now: number): number;
  swarm_describe_direct(swarm: Handle, link: number, size: number): Code;
  swarm_refuse_changes(swarm: Handle): void;
  swarm_dialed_directly(swarm: Handle, link: number, now: number): void;
  swarm_channel_opened(swarm: Handle, link: number, now: number): number;
  swarm_channel_ready(swarm: Handle, link: number, channel: number): void;
  swarm_channel_received(
    swarm: Handle,
    link: number,
    channel: number,
    size: number,
    now: number,
  ): void;
  swarm_channel_closed(swarm: Handle, link: number, channel: number, now: number): void;
  swarm_next_channel_order(swarm: Handle, link: number): number;
  swarm_consume_channel_order(swarm: Handle, link: number): void;
  swarm_mesh(swarm: Handle, size: number): void;
  swarm_join_board(swarm: Handle, now: number): void;
  swarm_leave_board(swarm: Handle): void;
  swarm_forget_board(swarm: Handle): void;
  swarm_hear_note(swarm: Handle, size: number, now: number): void;
  swarm_next_meeting_order(swarm: Handle): number;
  swarm_describe_meeting(swarm: Handle, meeting: number, size: number, now: number): void;
  swarm_add_candidate(swarm: Handle, meeting: number, size: number, now: number): void;
  swarm_meeting_failed(swarm: Handle, meeting: number): void;
  swarm_meet(swarm: Handle, meeting: number, now: number): number;
}

const encoder = new TextEncoder();

interface Unguarded {
  readonly memory: WebAssembly.Memory;
  panic_message(): Address;
  panic_message_size(): number;
}

// A record, so that the compiler misses what is missing here.
const kinds: Record<keyof Exports | keyof Unguarded, "function" | "memory"> = {
  memory: "memory",
  _initialize: "function",
  panic_message: "function",
  panic_message_size: "function",
  window: "function",
  window_size: "function",
  crc32c: "function",
  blake3: "function",
  blake3_begin: "function",
  blake3_add: "function",
  blake3_finish: "function",
  stream_pinger: "function",
  stream_responder: "function",
  stream_receive_size_max: "function",
  stream_receive: "function",
  stream_end: "function",
  stream_expire: "function",
  stream_outgoing: "function",
  stream_outgoing_size: "function",
  stream_consume: "function",
  stream_next_event: "function",
  stream_event_size: "function",
  stream_deadline: "function",
  stream_ended: "function",
  stream_trace: "function",
  stream_free: "function",
  shown: "function",
  document_create: "function",
  document_name_size_max: "function",
  document_name: "function",
  document_author: "function",
  document_can_write: "function",
  document_commands: "function",
  document_perform: "function",
  document_edit: "function",
  document_commands_done: "function",
  document_abandon: "function",
  document_undo: "function",
  document_redo: "function",
  document_undo_state: "function",
  document_subscribe: "function",
  document_unsubscribe: "function",
  document_news: "function",
  document_drop_news: "function",
  document_version: "function",
  document_place_under: "function",
  document_place_at: "function",
  document_value_under: "function",
  document_value_at: "function",
  document_weight_under: "function",
  document_weight_at: "function",
  document_size: "function",
  document_text: "function",
  document_runs: "function",
  document_counter: "function",
  document_keys: "function",
  document_members: "function",
  document_has: "function",
  document_tree: "function",
  document_has_wide: "function",
  job_load: "function",
  job_save: "function",
  job_export: "function",
  job_give: "function",
  job_take: "function",
  job_history: "function",
  job_past: "function",
  job_close: "function",
  job_import: "function",
  job_expect: "function",
  job_feed: "function",
  job_run: "function",
  job_output: "function",
  job_position: "function",
  job_made: "function",
  job_free: "function",
  swarm_create: "function",
  swarm_free: "function",
  swarm_id: "function",
  swarm_reading_room: "function",
  swarm_reading_room_size: "function",
  swarm_receive: "function",
  swarm_dialed: "function",
  swarm_dial_failed: "function",
  swarm_end: "function",
  swarm_next_ready: "function",
  swarm_outgoing: "function",
  swarm_consume: "function",
  swarm_next_event: "function",
  swarm_next_order: "function",
  swarm_expire: "function",
  swarm_deadline: "function",
  swarm_dial: "function",
  swarm_close_peer: "function",
  swarm_close_link: "function",
  swarm_add_protocol: "function",
  swarm_remove_protocol: "function",
  swarm_introduce: "function",
  swarm_open: "function",
  swarm_write: "function",
  swarm_credit: "function",
  swarm_finish: "function",
  swarm_reset: "function",
  swarm_ping: "function",
  swarm_perf: "function",
  swarm_subscribe: "function",
  swarm_unsubscribe: "function",
  swarm_message: "function",
  swarm_publish: "function",
  swarm_validate: "function",
  swarm_describe_direct: "function",
  swarm_refuse_changes: "function",
  swarm_dialed_directly: "function",
  swarm_channel_opened: "function",
  swarm_channel_ready: "function",
  swarm_channel_received: "function",
  swarm_channel_closed: "function",
  swarm_next_channel_order: "function",
  swarm_consume_channel_order: "function",
  swarm_mesh: "function",
  swarm_join_board: "function",
  swarm_leave_board: "function",
  swarm_forget_board: "function",
  swarm_hear_note: "function",
  swarm_next_meeting_order: "function",
  swarm_describe_meeting: "function",
  swarm_add_candidate: "function",
  swarm_meeting_failed: "function",
  swarm_meet: "function",
};

/** What a module must export to be one that Instance can run: "function blake3", and so on. */
export const moduleExports: readonly string[] = Object.entries(kinds).map(
  ([name, kind]) => `${kind} ${name}`,
);

export class Instance {
  readonly calls: Exports;
  readonly memory: WebAssembly.Memory;
  /** How much bytes can be shown to the module in one call. */
  readonly windowSize: number;
  readonly #window: Address;
  #view: Uint8Array<ArrayBuffer>;
  #failure: CoreError | undefined;

  constructor(instance: WebAssembly.Instance) {
    const unguarded = instance.exports as unknown as Unguarded;
    this.memory = unguarded.memory;
    this.#view = new Uint8Array(this.memory.buffer);
    this.calls = this.#guard(instance.exports, unguarded);
    this.calls._initialize();
    this.windowSize = this.calls.window_size();
    this.#window = this.calls.window();
  }

  /** The module's memory as it is now. Growing leaves a view of what it was with no length. */
  get bytes(): Uint8Array<ArrayBuffer> {
    if (this.#view.length === 0) this.#view = new Uint8Array(this.memory.buffer);
    return this.#view;
  }

  /** An earlier call failed, and so will all others. */
  get stopped(): boolean {
    return this.#failure !== undefined;
  }

  copyOut(address: Address, size: number): Uint8Array<ArrayBuffer> {
    return this.bytes.slice(address, address + size);
  }

  /**
   * Shows the bytes to the module, a window at a time: `use` is called for each piece, and at least
   * once.
   */
  show(bytes: Uint8Array, use: (size: number) => void): void {
    let from = 0;
    do {
      const piece = from === 0 && bytes.length <= this.windowSize ? bytes : this.#piece(bytes, from);
      this.bytes.set(piece, this.#window);
      use(piece.length);
      from += piece.length;
    } while (from < bytes.length);
  }

  /** Writes UTF-8 into the window: its size, or -1 if there is no room. */
  showText(text: string): number {
    if (text.length * 3 > this.windowSize) return -1;
    const room = this.bytes.subarray(this.#window, this.#window + this.windowSize);
    return encoder.encodeInto(text, room).written;
  }

  /** What the module shows. */
  shown(size: number): Uint8Array<ArrayBuffer> {
    return this.copyOut(this.#window, size);
  }

  #piece(bytes: Uint8Array, from: number): Uint8Array {
    return bytes.subarray(from, from + this.windowSize);
  }

  #guard(exports: WebAssembly.Exports, unguarded: Unguarded): Exports {
    const guarded = Object.entries(exports).flatMap(([name, value]) => {
      if (typeof value !== "function") return [];
      const call = value as (...values: number[]) => number;
      const safe = (...values: number[]): number => {
        if (this.#failure)
          throw new CoreError(`The core had stopped earlier. ${this.#failure.message}`);
        try {
          return call(...values);
        } catch (cause) {
          const reason = this.#panic(unguarded) || `it trapped: ${describeFailure(cause)}`;
          this.#failure = new CoreError(
            `The core stopped: ${reason}. This is a defect in Selvage, please report it.`,
            { cause },
          );
          throw this.#failure;
        }
      };
      return [[name, safe]];
    });
    return Object.fromEntries(guarded) as Exports;
  }

  #panic(unguarded: Unguarded): string {
    const address = unguarded.panic_message();
    return new TextDecoder().decode(this.copyOut(address, unguarded.panic_message_size()));
  }
}
