// ByteWriter puts values behind one another in the form that core/crdt/boundary reads: numbers as
// varints, texts as UTF-8 with their size in front.
import { DocumentError } from "./errors.js";

const encoder = new TextEncoder();
const firstCapacity = 1024;
const asciiSizeMax = 64; // Up to here a loop is faster than the encoder.

export class ByteWriter {
  /** How many values were written: what they cost is not their bytes. */
  values = 0;
  #bytes = new Uint8Array(firstCapacity);
  #size = 0;

  get size(): number {
    return this.#size;
  }
  /** Valid until something is written. */
  get bytes(): Uint8Array<ArrayBuffer> {
    return this.#bytes.subarray(0, this.#size);
  }
  /** Begins again, and gives back what a large content took. */
  clear(): void {
    this.#size = 0;
    this.values = 0;
    if (this.#bytes.length > firstCapacity * 64) this.#bytes = new Uint8Array(firstCapacity);
  }
  /** Drops what was written behind this size. */
  truncate(size: number): void {
    this.#size = size;
  }

  u8(byte: number): void {
    this.#reserve(1);
    this.#bytes[this.#size++] = byte;
  }

  /** Whole, from 0 to 2^53 - 1. */
  varint(number: number): void {
    this.#reserve(8);
    let rest = number;
    while (rest >= 0x80) {
      this.#bytes[this.#size++] = (rest & 0x7f) | 0x80; // The lowest bits, also beyond 2^31.
      rest = Math.floor(rest / 0x80);
    }
    this.#bytes[this.#size++] = rest;
  }

  /** A whole number with a sign, of 64 bits at most. */
  zigzag(number: number | bigint): void {
    if (typeof number === "number" && Math.abs(number) < 2 ** 52) {
      this.varint(number < 0 ? -number * 2 - 1 : number * 2);
      return;
    }
    const wide = BigInt(number);
    let rest = BigInt.asUintN(64, (wide << 1n) ^ (wide >> 63n));
    this.#reserve(10);
    while (rest >= 0x80n) {
      this.#bytes[this.#size++] = Number(rest & 0x7fn) | 0x80;
      rest >>= 7n;
    }
    this.#bytes[this.#size++] = Number(rest);
  }

  real(number: number): void {
    this.#reserve(8);
    new DataView(this.#bytes.buffer).setFloat64(this.#size, number);
    this.#size += 8;
  }

  raw(bytes: Uint8Array): void {
    this.#reserve(bytes.length);
    this.#bytes.set(bytes, this.#size);
    this.#size += bytes.length;
  }

  sized(bytes: Uint8Array): void {
    this.varint(bytes.length);
    this.raw(bytes);
  }

  /** UTF-8 with its size in front, which is multiplied by `unit`. */
  text(text: string, unit = 1): void {
    if (text.length <= asciiSizeMax && this.#ascii(text, unit)) return;
    requireWellFormed(text);
    const sizeMax = text.length * 3;
    const sizeSize = varintSize(sizeMax * unit);
    this.#reserve(sizeSize + sizeMax);
    const at = this.#size;
    const room = this.#bytes.subarray(at + sizeSize);
    const { written } = encoder.encodeInto(text, room);
    this.varint(written * unit);
    if (this.#size < at + sizeSize)
      this.#bytes.copyWithin(this.#size, at + sizeSize, at + sizeSize + written);
    this.#size += written;
  }

  #ascii(text: string, unit: number): boolean {
    const before = this.#size;
    this.varint(text.length * unit);
    this.#reserve(text.length);
    for (let index = 0; index < text.length; ++index) {
      const code = text.charCodeAt(index);
      if (code > 0x7f) {
        this.#size = before;
        return false;
      }
      this.#bytes[this.#size++] = code;
    }
    return true;
  }

  #reserve(size: number): void {
    if (this.#size + size <= this.#bytes.length) return;
    const grown = new Uint8Array(Math.max(this.#bytes.length * 2, this.#size + size));
    grown.set(this.#bytes);
    this.#bytes = grown;
  }
}

export function varintSize(number: number): number {
  let size = 1;
  for (let rest = number; rest >= 0x80; rest = Math.floor(rest / 0x80)) ++size;
  return size;
}

const loneSurrogate = /\p{Surrogate}/u;

/** JavaScript's texts can have halves of characters, which are no text anywhere else. */
export function requireWellFormed(text: string): void {
  if (!loneSurrogate.test(text)) return;
  throw new DocumentError("malformed", {
    what: "The text has half of a character, a lone surrogate.",
    remedy: "Do not cut an emoji in two; text.toWellFormed() replaces the halves.",
  });
}
