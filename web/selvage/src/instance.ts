// Instance is one running copy of the module: its exports, guarded, and its memory.
//
// Whatever leaves an export as an exception (a failed assertion traps) has left the module's memory
// in the middle of something. From then on every call fails with the same reason, before it reaches
// the module. Addresses are valid until the next call into the module; views must be taken again
// after each, because the memory may have grown and moved.
import { CoreError, describeFailure } from "./errors.js";
import type { Address, Exports, Unguarded } from "./module_exports.js";

const encoder = new TextEncoder();
// Where the parts of what is shown lie, in units of 4 bytes: web/wasm/open_document.h.
const shownAddress = 4;
const shownSize = 5;
const shownWords = 6;

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

  /** The text that a call has shown by its address. */
  shownText(): string {
    const words = new Uint32Array(this.memory.buffer, this.calls.shown(), shownWords);
    return new TextDecoder().decode(this.copyOut(words[shownAddress] as number, words[shownSize] as number));
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
