// What can go wrong in the network, and is nobody's defect: a peer that is not there, that refuses,
// that goes away. The core keeps running.

export type NetErrorKind =
  | "address_wrong" // The text is no address, no peer id, or no name of a protocol.
  | "dial_failed"
  | "introduction_failed" // The message says what can be done.
  | "not_connected"
  | "stream_failed"
  | "measurement_failed" // A ping or its like.
  | "too_large"
  | "closed"; // The swarm was closed.

/** For the console: it is the fault of nobody who could catch it. */
export function reportLater(failure: unknown): void {
  queueMicrotask(() => {
    throw failure;
  });
}

export class NetError extends Error {
  override readonly name = "NetError";
  constructor(
    readonly kind: NetErrorKind,
    message: string,
  ) {
    super(message);
  }
}
