// Version is how much of everybody's work a document has in it: what it shows at one moment, and
// what to ask another for. Two are compared by equals(); kept and sent as bytes.

import { requireBytes } from "../arguments.js";
import { DocumentError } from "./errors.js";

export class Version {
  readonly #bytes: Uint8Array<ArrayBuffer>;

  private constructor(bytes: Uint8Array<ArrayBuffer>) {
    this.#bytes = bytes;
  }
  /** Of what `bytes` gave. */
  static from(bytes: Uint8Array): Version {
    requireBytes(bytes);
    return new this(bytes.slice() as Uint8Array<ArrayBuffer>);
  }
  /** A copy. */
  get bytes(): Uint8Array<ArrayBuffer> {
    return this.#bytes.slice();
  }
  equals(other: Version): boolean {
    const [one, two] = [this.#bytes, other.#bytes];
    return one.length === two.length && one.every((byte, index) => byte === two[index]);
  }
}

/** @internal */
export function requireVersion(value: unknown): asserts value is Version {
  if (value instanceof Version) return;
  throw new DocumentError("type_wrong", {
    what: "A version was wanted, and this is none.",
    remedy: "Give it document.version; of bytes that were sent, Version.from(bytes).",
  });
}
