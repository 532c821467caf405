// ByteReader takes values off bytes that the module wrote: the other side of ByteWriter. It trusts
// them, as they are the core's own.

/** Keeps a byte order mark, which is a character like any other in a document. */
const decoder = new TextDecoder("utf-8", { ignoreBOM: true });
const asciiSizeMax = 24; // Up to here a loop is faster than the decoder.

/** From a view of the module's memory, so that no bytes are copied before they are a text. */
export function decodeText(bytes: Uint8Array, from: number, size: number): string {
  if (size <= asciiSizeMax) {
    let text = "";
    let at = from;
    const end = from + size;
    for (; at < end; ++at) {
      const code = bytes[at] as number;
      if (code > 0x7f) break;
      text += String.fromCharCode(code);
    }
    if (at === end) return text;
  }
  return decoder.decode(bytes.subarray(from, from + size));
}

export class ByteReader {
  readonly #bytes: Uint8Array;
  #at = 0;

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes;
  }

  get atEnd(): boolean {
    return this.#at >= this.#bytes.length;
  }

  u8(): number {
    return this.#bytes[this.#at++] as number;
  }

  varint(): number {
    let number = 0;
    for (let factor = 1; ; factor *= 0x80) {
      const byte = this.u8();
      number += (byte & 0x7f) * factor;
      if (byte < 0x80) return number;
    }
  }

  /** A bigint only where a number would not be exact. */
  zigzag(): number | bigint {
    const begin = this.#at;
    const number = this.varint();
    if (number < 2 ** 52) return number % 2 === 0 ? number / 2 : -(number + 1) / 2;
    this.#at = begin;
    let wide = 0n;
    for (let shift = 0n; ; shift += 7n) {
      const byte = this.u8();
      wide |= BigInt(byte & 0x7f) << shift;
      if (byte < 0x80) break;
    }
    const signed = BigInt.asIntN(64, (wide >> 1n) ^ -(wide & 1n));
    return asNumberIfExact(signed);
  }

  real(): number {
    const view = new DataView(this.#bytes.buffer, this.#bytes.byteOffset);
    const number = view.getFloat64(this.#at);
    this.#at += 8;
    return number;
  }

  /** Two halves of 8 bytes as one number; exact below 2^53. */
  u64(): bigint {
    const view = new DataView(this.#bytes.buffer, this.#bytes.byteOffset);
    const number = view.getBigUint64(this.#at);
    this.#at += 8;
    return number;
  }

  text(size = this.varint()): string {
    const text = decodeText(this.#bytes, this.#at, size);
    this.#at += size;
    return text;
  }

  /** A copy. */
  sized(): Uint8Array<ArrayBuffer> {
    return this.raw(this.varint());
  }
  raw(size: number): Uint8Array<ArrayBuffer> {
    this.#at += size;
    return this.#bytes.slice(this.#at - size, this.#at) as Uint8Array<ArrayBuffer>;
  }
  get position(): number {
    return this.#at;
  }
}

export function asNumberIfExact(whole: bigint): number | bigint {
  const number = Number(whole);
  return Number.isSafeInteger(number) ? number : whole;
}
