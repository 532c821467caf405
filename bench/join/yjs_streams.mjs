// @ts-check
// A Y.Doc over a stream of js-libp2p, by the messages of y-protocols, each behind its size; what one stream brings goes out
// on all others. In pages and in Node.
import * as decoding from "lib0/decoding";
import * as encoding from "lib0/encoding";
import { readSyncMessage, writeSyncStep1, writeUpdate } from "y-protocols/sync";
import * as Y from "yjs";

/** @typedef {import("@libp2p/interface").Stream} Stream */

export const protocol = "/selvage-bench/yjs/1.0.0";

const sizeSize = 4;

/** @param {(message: Uint8Array) => void} use whole ones, in whatever pieces they come */
function joined(use) {
  let kept = new Uint8Array(0);
  return (/** @type {Uint8Array} */ piece) => {
    const all = new Uint8Array(kept.length + piece.length);
    all.set(kept);
    all.set(piece, kept.length);
    let from = 0;
    while (all.length - from >= sizeSize) {
      const size = new DataView(all.buffer, from).getUint32(0);
      if (all.length - from - sizeSize < size) break;
      use(all.subarray(from + sizeSize, from + sizeSize + size));
      from += sizeSize + size;
    }
    kept = all.slice(from);
  };
}

/** @param {Stream} stream @param {Y.Doc} doc */
export function connectDocument(stream, doc) {
  /** @param {(encoder: encoding.Encoder) => void} write */
  const send = (write) => {
    const message = encoding.createEncoder();
    write(message);
    const size = encoding.length(message);
    if (size === 0) return;
    const framed = new Uint8Array(sizeSize + size);
    new DataView(framed.buffer).setUint32(0, size);
    framed.set(encoding.toUint8Array(message), sizeSize);
    stream.send(framed);
  };
  const onUpdate = (/** @type {Uint8Array} */ update, /** @type {unknown} */ origin) => {
    if (origin !== stream) send((encoder) => writeUpdate(encoder, update));
  };
  const take = joined((message) =>
    send((encoder) => readSyncMessage(decoding.createDecoder(message), encoder, doc, stream)),
  );
  stream.addEventListener("message", ({ data }) => take(data.subarray()));
  stream.addEventListener("close", () => doc.off("update", onUpdate));
  doc.on("update", onUpdate);
  send((encoder) => writeSyncStep1(encoder, doc));
}
