// A link is what carries a connection: a WebSocket, or the data channels of an RTCPeerConnection.
// Drivers of links decide nothing. They hand over what comes, send what they are given, and say when
// there is room for more.

/** What the driver of a link of bytes tells, and to whom. */
export interface ByteLinkUser {
  opened(): void;
  /** It did not come about; `forbidden` if the browser did not even try. */
  failed(forbidden: boolean): void;
  received(bytes: Uint8Array): void;
  /** There is room again, after there was none. */
  writable(): void;
  ended(): void;
}

export interface Room {
  /** Whether send() may be called now. If not, `writable` is told later. */
  hasRoom(): boolean;
}

export interface ByteLink extends Room {
  /** The bytes are copied before it returns: they may be a view of the module's memory. */
  send(bytes: Uint8Array): void;
  /** What was sent still goes. Nothing is told any more. */
  close(): void;
}
