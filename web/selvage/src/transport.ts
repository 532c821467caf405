// A byte transport is what carries one stream: here a MessagePort, between a page and a Worker or
// within one.

export interface ByteReceiver {
  /** The bytes are the receiver's to keep. */
  data(bytes: Uint8Array): void;
  /**
   * Nothing more comes: the other side closed, or is gone. Called at most once, and not after
   * close().
   */
  end(): void;
}

export interface ByteTransport {
  /** Nothing is delivered before this call, and nothing is lost that came earlier. */
  open(receiver: ByteReceiver): void;
  /** Sends all, in order. The bytes are the transport's from now on. */
  send(bytes: Uint8Array<ArrayBuffer>): void;
  /** What was sent is still delivered. The other side is told. */
  close(): void;
}

/**
 * Each message is a piece of the stream; null is its end, since not every browser tells of a closed
 * port.
 */
export class PortTransport implements ByteTransport {
  readonly #port: MessagePort;
  #receiver: ByteReceiver | undefined;

  constructor(port: MessagePort) {
    this.#port = port;
  }

  open(receiver: ByteReceiver): void {
    this.#receiver = receiver;
    this.#port.addEventListener("message", this.#receive);
    this.#port.addEventListener("close", this.#end);
    this.#port.start();
  }

  send(bytes: Uint8Array<ArrayBuffer>): void {
    this.#port.postMessage(bytes, [bytes.buffer]);
  }

  close(): void {
    this.#port.postMessage(null);
    this.#leave();
  }

  readonly #receive = ({ data }: MessageEvent<unknown>): void => {
    if (data instanceof Uint8Array) this.#receiver?.data(data);
    else this.#end(); // null, or something that is no part of a stream.
  };

  readonly #end = (): void => {
    const receiver = this.#receiver;
    this.#leave();
    receiver?.end();
  };

  #leave(): void {
    this.#receiver = undefined;
    this.#port.removeEventListener("message", this.#receive);
    this.#port.removeEventListener("close", this.#end);
    this.#port.close();
  }
}
