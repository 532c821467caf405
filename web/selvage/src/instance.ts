// Instance is one running copy of the module: its exports, guarded, and its memory.
//
// Whatever leaves an export as an exception (a failed assertion traps) has left the module's memory
// in the middle of something. From then on every call fails with the same reason, before it reaches
// the module. Addresses are valid until the next call into the module; views must be taken again
// after each, because the memory may have grown and moved.
import { CoreError, describeFailure } from "./errors.js";

type Address = number;
type Handle = number;

/** What web/wasm/exports_*.cpp export. Times are microseconds. */
export interface Exports {
  _initialize(): void;
  alloc(size: number): Address;
  release(address: Address): void;
  crc32c(address: Address, size: number, before: number): number;
  blake3(address: Address, size: number, digest: Address): void;
  stream_pinger(seedLow: number, seedHigh: number, count: number, now: number): Handle;
  stream_responder(now: number): Handle;
  stream_receive(handle: Handle, address: Address, size: number, now: number): void;
  stream_end(handle: Handle, now: number): void;
  stream_expire(handle: Handle, now: number): void;
  stream_outgoing(handle: Handle): Address;
  stream_outgoing_size(handle: Handle): number;
  stream_consume(handle: Handle, size: number): void;
  stream_next_event(handle: Handle): Address;
  stream_event_size(): number;
  stream_deadline(handle: Handle): number;
  stream_ended(handle: Handle): number;
  stream_trace(handle: Handle, digest: Address): void;
  stream_free(handle: Handle): void;
}

interface Unguarded {
  readonly memory: WebAssembly.Memory;
  panic_message(): Address;
  panic_message_size(): number;
}

export class Instance {
  readonly calls: Exports;
  readonly memory: WebAssembly.Memory;
  #view = new Uint8Array();
  #failure: CoreError | undefined;

  constructor(instance: WebAssembly.Instance) {
    const unguarded = instance.exports as unknown as Unguarded;
    this.memory = unguarded.memory;
    this.calls = this.#guard(instance.exports, unguarded);
    this.calls._initialize();
  }

  /** The module's memory as it is now. */
  get bytes(): Uint8Array<ArrayBuffer> {
    if (this.#view.buffer !== this.memory.buffer) this.#view = new Uint8Array(this.memory.buffer);
    return this.#view;
  }

  /** An earlier call failed, and so will all others. */
  get stopped(): boolean {
    return this.#failure !== undefined;
  }

  copyOut(address: Address, size: number): Uint8Array<ArrayBuffer> {
    return this.bytes.slice(address, address + size);
  }

  /** Calls `use` with a copy of the bytes in the module's memory. */
  lend<Result>(bytes: Uint8Array, use: (address: Address, size: number) => Result): Result {
    return this.borrow(bytes.length, (address) => {
      this.bytes.set(bytes, address);
      return use(address, bytes.length);
    });
  }

  /**
   * Calls `use` with room in the module's memory. Only a trap can leave it taken, and then it is
   * nobody's.
   */
  borrow<Result>(size: number, use: (address: Address) => Result): Result {
    const address = this.calls.alloc(size);
    const result = use(address);
    this.calls.release(address);
    return result;
  }

  #guard(exports: WebAssembly.Exports, unguarded: Unguarded): Exports {
    const guarded = Object.entries(exports).flatMap(([name, value]) => {
      if (typeof value !== "function") return [];
      const call = value as (...values: number[]) => number;
      const safe = (...values: number[]): number => {
        if (this.#failure)
          throw new CoreError(`The core stopped earlier. ${this.#failure.message}`);
        try {
          return call(...values);
        } catch (cause) {
          this.#failure = new CoreError(
            this.#panic(unguarded) || `the core trapped: ${describeFailure(cause)}`,
            {
              cause,
            },
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
