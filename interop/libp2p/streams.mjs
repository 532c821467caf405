// @ts-check
// Reading and writing a stream of js-libp2p 3. Runs in pages too.

/** @typedef {import("@libp2p/interface").Stream} Stream */

/**
 * Writes, and waits where the stream is full.
 * @param {Stream} stream
 * @param {Uint8Array} bytes
 * @param {AbortSignal} signal
 */
export async function write(stream, bytes, signal) {
  if (!stream.send(bytes)) await stream.onDrain({ signal });
}

/**
 * What comes until the other end closes its half; throws if the stream is reset. The stream's own
 * iterator hangs if that half was closed before it was asked for: this one does not.
 * @param {Stream} stream
 * @param {AbortSignal} signal
 * @returns {AsyncGenerator<Uint8Array, void>}
 */
export async function* read(stream, signal) {
  /** @type {Uint8Array[]} */
  const queue = [];
  let ended = stream.readableEnded;
  /** @type {unknown} */
  let error;
  let wake = () => {};
  const fail = (/** @type {unknown} */ reason) => {
    error ??= reason;
    ended = true;
    wake();
  };
  const onMessage = (/** @type {{ data: Uint8Array | { subarray(): Uint8Array } }} */ event) => {
    queue.push(event.data.subarray());
    wake();
  };
  const onEnd = () => {
    ended = true;
    wake();
  };
  const onClose = (/** @type {{ error?: Error }} */ event) => (event.error ? fail(event.error) : onEnd());
  const onAbort = () => fail(signal.reason);
  stream.addEventListener("message", onMessage);
  stream.addEventListener("end", onEnd);
  stream.addEventListener("close", onClose);
  signal.addEventListener("abort", onAbort);
  if (stream.status === "reset" || stream.status === "aborted") fail(new Error(`the stream was ${stream.status}`));
  try {
    for (;;) {
      const next = queue.shift();
      if (next) yield next;
      else if (error) throw error;
      else if (ended) return;
      else await new Promise((resolve) => (wake = () => resolve(undefined)));
    }
  } finally {
    stream.removeEventListener("message", onMessage);
    stream.removeEventListener("end", onEnd);
    stream.removeEventListener("close", onClose);
    signal.removeEventListener("abort", onAbort);
  }
}

/** Reads exactly so many bytes at a time. */
export class ExactReader {
  /** @param {AsyncGenerator<Uint8Array, void>} chunks */
  constructor(chunks) {
    this.chunks = chunks;
    this.kept = new Uint8Array(0);
  }

  /** @param {number} size @returns {Promise<Uint8Array>} */
  async take(size) {
    while (this.kept.length < size) {
      const { value, done } = await this.chunks.next();
      if (done || !value) throw new Error(`the stream ended ${size - this.kept.length} B too early`);
      const joined = new Uint8Array(this.kept.length + value.length);
      joined.set(this.kept);
      joined.set(value, this.kept.length);
      this.kept = joined;
    }
    const taken = this.kept.slice(0, size);
    this.kept = this.kept.slice(size);
    return taken;
  }
}
