// Streams are all streams of one swarm that are the user's: those that it opens, and those that its
// handlers are given.
import { reportLater } from "./errors.js";
import type { OfStream, Told } from "./swarm_events.js";
import type { StreamNumbers, SwarmHandle } from "./swarm_handle.js";
import { SwarmStream, type StreamOwner } from "./swarm_stream.js";

export type StreamHandler = (stream: SwarmStream) => unknown;

/** Tells the brain something, and sees to what comes of it. */
type Act = <Result>(action: (live: number) => Result) => Result;

export const nameOf = ({ link, stream }: OfStream): string => `${link} ${stream}`;

export class Streams {
  readonly #handle: SwarmHandle;
  readonly #now: () => number;
  readonly #act: Act;
  readonly #owner: StreamOwner;
  readonly #streams = new Map<string, SwarmStream>();
  readonly #handlers = new Map<string, StreamHandler>();

  constructor(handle: SwarmHandle, now: () => number, act: Act) {
    this.#handle = handle;
    this.#now = now;
    this.#act = act;
    this.#owner = {
      write: (numbers, bytes) => act(() => handle.write(numbers, bytes)),
      credit: ({ link, stream }, size) =>
        act((live) => handle.calls.swarm_credit(live, link, stream, size)),
      finish: (numbers) => this.#finish(numbers),
      reset: (numbers) => this.#reset(numbers),
    };
  }

  get all(): readonly SwarmStream[] {
    return [...this.#streams.values()];
  }

  open(peer: string, protocols: readonly string[]): SwarmStream {
    return this.#act(() => this.#add(this.#handle.open(peer, protocols, this.#now()), peer));
  }

  handle(protocol: string, handler: StreamHandler): void {
    this.#act(() => {
      this.#handle.setProtocol(protocol, true);
      this.#handlers.set(protocol, handler);
    });
  }
  unhandle(protocol: string): void {
    this.#handlers.delete(protocol);
    this.#act(() => this.#handle.setProtocol(protocol, false));
  }

  tell(told: Extract<Told, OfStream>): void {
    if (told.kind === "accepted") return this.#accept(told);
    const name = nameOf(told);
    const stream = this.#streams.get(name);
    if (!stream) return;
    switch (told.kind) {
      case "agreed":
        return stream.hearAgreed(told.protocol);
      case "received":
        return stream.receive(this.#handle.copyOf(told.bytes));
      case "writable":
        return stream.hearWritable();
      case "finished":
        return this.#hearFinished(name, stream);
      case "failed":
        this.#streams.delete(name);
        return stream.failed(told.reason);
    }
  }

  /** All of them, since the swarm is at its end. */
  fail(reason: string): void {
    for (const stream of this.#streams.values()) stream.failed(`The stream to ${stream.peer} failed: ${reason}.`);
    this.#streams.clear();
  }

  #add(numbers: StreamNumbers, peer: string, protocol?: string): SwarmStream {
    const stream = new SwarmStream(this.#owner, numbers, peer, protocol);
    this.#streams.set(nameOf(numbers), stream);
    return stream;
  }

  #accept(told: Told & { readonly kind: "accepted" }): void {
    const stream = this.#add(told, told.peer, told.protocol);
    const handler = this.#handlers.get(told.protocol);
    // Not in the middle of a pump: a handler is the user's, as whoever waits for a promise is.
    void Promise.resolve()
      .then(() => handler?.(stream))
      .catch((failure: unknown) => {
        reportLater(failure);
        stream.reset();
      });
  }

  #hearFinished(name: string, stream: SwarmStream): void {
    stream.hearFinished();
    if (stream.isFinishedHere) this.#streams.delete(name);
  }

  #finish(numbers: StreamNumbers): void {
    this.#act((live) => {
      this.#handle.calls.swarm_finish(live, numbers.link, numbers.stream, this.#now());
    });
    const name = nameOf(numbers);
    if (this.#streams.get(name)?.hasPeerFinished) this.#streams.delete(name);
  }

  #reset(numbers: StreamNumbers): void {
    this.#streams.delete(nameOf(numbers));
    if (this.#handle.isFreed) return; // It was reset with all others.
    this.#act((live) => this.#handle.calls.swarm_reset(live, numbers.link, numbers.stream));
  }
}
