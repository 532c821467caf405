// SwarmStream is one stream to a peer, for whoever uses it.
//
//   for await (const bytes of stream) …      until the peer has finished; throws if the stream fails
//   await stream.write(bytes);               when the stream has taken all of them
//   await stream.finish();                   no more will be written
//
// Who does not read lets the peer wait, and who writes waits for the peer: neither piles up.
import { requireBytes } from "../arguments.js";
import { NetError } from "./errors.js";
import { pending, type Pending } from "./pending.js";
import type { StreamNumbers } from "./swarm_handle.js";

/** What a stream asks of its swarm. */
export interface StreamOwner {
  write(numbers: StreamNumbers, bytes: Uint8Array): number;
  credit(numbers: StreamNumbers, size: number): void;
  finish(numbers: StreamNumbers): void;
  reset(numbers: StreamNumbers): void;
}

export class SwarmStream implements AsyncIterable<Uint8Array<ArrayBuffer>> {
  readonly peer: string;
  /** The protocol that both agreed on. Rejects if the peer speaks none of those it was asked for. */
  readonly agreed: Promise<string>;
  /** @internal */
  hasPeerFinished = false;
  /** @internal */
  isFinishedHere = false;
  readonly #owner: StreamOwner;
  readonly #numbers: StreamNumbers;
  readonly #agreed = pending<string>();
  readonly #received: Uint8Array<ArrayBuffer>[] = [];
  #reader: Pending<void> | undefined;
  #writer: Pending<void> | undefined;
  #writing: Promise<void> = Promise.resolve();
  #failure: NetError | undefined;

  /** @internal */
  constructor(owner: StreamOwner, numbers: StreamNumbers, peer: string, protocol?: string) {
    this.#owner = owner;
    this.#numbers = numbers;
    this.peer = peer;
    this.agreed = this.#agreed.promise;
    if (protocol !== undefined) this.#agreed.resolve(protocol);
  }

  async *[Symbol.asyncIterator](): AsyncGenerator<Uint8Array<ArrayBuffer>, void> {
    for (;;) {
      const bytes = this.#received.shift();
      if (bytes) {
        this.#owner.credit(this.#numbers, bytes.length);
        yield bytes;
      } else if (this.#failure) {
        throw this.#failure;
      } else if (this.hasPeerFinished) {
        return;
      } else {
        this.#reader ??= pending();
        await this.#reader.promise;
      }
    }
  }

  /** One after the other, in the order of the calls. */
  write(bytes: Uint8Array): Promise<void> {
    requireBytes(bytes);
    return this.#after(() => this.#writeAll(bytes));
  }

  /** After what was written before. */
  finish(): Promise<void> {
    return this.#after(async () => {
      if (this.#failure) throw this.#failure;
      this.isFinishedHere = true;
      this.#owner.finish(this.#numbers);
    });
  }

  /** Ends it at once, in both directions; what is under way may be lost. */
  reset(): void {
    if (this.#failure) return;
    this.#owner.reset(this.#numbers);
    this.failed(`The stream to ${this.peer} was reset here.`);
  }

  /** @internal */
  receive(bytes: Uint8Array<ArrayBuffer>): void {
    this.#received.push(bytes);
    this.#wakeReader();
  }
  /** @internal */
  hearAgreed(protocol: string): void {
    this.#agreed.resolve(protocol);
    this.hearWritable();
  }
  /** @internal */
  hearWritable(): void {
    this.#writer?.resolve();
    this.#writer = undefined;
  }
  /** @internal */
  hearFinished(): void {
    this.hasPeerFinished = true;
    this.#wakeReader();
  }
  /** @internal */
  failed(words: string): void {
    this.#failure ??= new NetError("stream_failed", words);
    this.#agreed.reject(this.#failure);
    this.#wakeReader();
    this.hearWritable();
  }

  #wakeReader(): void {
    this.#reader?.resolve();
    this.#reader = undefined;
  }

  #after(action: () => Promise<void>): Promise<void> {
    const done = this.#writing.then(action);
    this.#writing = done.catch(() => {});
    return done;
  }

  async #writeAll(bytes: Uint8Array): Promise<void> {
    for (let from = 0; ; ) {
      if (this.#failure) throw this.#failure;
      const writer = (this.#writer = pending<void>());
      from += this.#owner.write(this.#numbers, bytes.subarray(from));
      if (from >= bytes.length) break;
      await writer.promise;
    }
    this.#writer = undefined;
  }
}
