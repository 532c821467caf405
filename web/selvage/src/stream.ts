// StreamMachine is one end of a reliable byte stream, living in the brain: core/base/machine.h by
// handle.
//
// After every call that is not a question, (1) send outgoing() and consume() what was sent, (2)
// take events until there are none, (3) arm one timer for deadline(). drive() does that; nothing
// else needs to. Times are microseconds that never go back. free() ends the object: every later
// call of it fails.
import { requireBytes, requireTime } from "./arguments.js";
import { CoreError } from "./errors.js";
import type { Instance } from "./instance.js";

const traceSize = 32;

export class StreamMachine {
  /** So many bytes may be given to receive() at once: a machine holds only so much for a peer. */
  readonly receiveSizeMax: number;
  readonly #instance: Instance;
  #handle: number;
  #now: number;

  /** @internal */
  constructor(instance: Instance, handle: number, now: number) {
    this.#instance = instance;
    this.#handle = handle;
    this.#now = now;
    this.receiveSizeMax = instance.calls.stream_receive_size_max();
  }

  /** After each call take outgoing() before the next one, as drive() does. */
  receive(bytes: Uint8Array, now: number): void {
    const handle = this.#live();
    requireBytes(bytes);
    if (bytes.length > this.receiveSizeMax)
      throw new RangeError(
        `A machine takes ${this.receiveSizeMax} bytes at once, and these are ${bytes.length}. ` +
          "Cut them, and send what waits in outgoing() after each piece, as drive() does.",
      );
    const time = this.#at(now);
    this.#instance.show(bytes, (size) => this.#instance.calls.stream_receive(handle, size, time));
  }

  /** Nothing more will come: the peer closed the stream or the network lost it. */
  end(now: number): void {
    this.#instance.calls.stream_end(this.#live(), this.#at(now));
  }

  /** The deadline has come. Too early does no harm. */
  expire(now: number): void {
    this.#instance.calls.stream_expire(this.#live(), this.#at(now));
  }

  /** A copy of the bytes that wait to be sent. */
  outgoing(): Uint8Array<ArrayBuffer> {
    const { calls } = this.#instance;
    const size = calls.stream_outgoing_size(this.#live());
    return this.#instance.copyOut(size > 0 ? calls.stream_outgoing(this.#live()) : 0, size);
  }

  consume(size: number): void {
    this.#instance.calls.stream_consume(this.#live(), size);
  }

  nextEvent(): string | undefined {
    const address = this.#instance.calls.stream_next_event(this.#live());
    if (address === 0) return undefined;
    const size = this.#instance.calls.stream_event_size();
    return new TextDecoder().decode(this.#instance.copyOut(address, size));
  }

  /** Undefined if the machine waits for nothing but bytes. */
  deadline(): number | undefined {
    const at = this.#instance.calls.stream_deadline(this.#live());
    return at < 0 ? undefined : at;
  }

  /** The machine is done: send what is left and close the stream. */
  ended(): boolean {
    return this.#instance.calls.stream_ended(this.#live()) !== 0;
  }

  /**
   * The hash of what the machine sent, received and told; the same in every body that did the same.
   */
  trace(): Uint8Array<ArrayBuffer> {
    this.#instance.calls.stream_trace(this.#live());
    return this.#instance.shown(traceSize);
  }

  /** Never fails because of the core: one that stopped has nothing left to free. */
  free(): void {
    const handle = this.#live();
    this.#handle = 0;
    if (!this.#instance.stopped) this.#instance.calls.stream_free(handle);
  }

  #at(now: number): number {
    this.#now = requireTime(now, this.#now);
    return this.#now;
  }

  // A handle is used again after it was freed, so an old object must not reach the module.
  #live(): number {
    if (this.#handle === 0) throw new CoreError("The machine was freed.");
    return this.#handle;
  }
}
