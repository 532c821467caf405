// @ts-check
// Bytes that both ends of a test can make for themselves, and how they are told apart. Runs in pages too.

const chunkSize = 64 * 1024;

/** Pseudo-random bytes from a seed (xorshift32), in chunks of any size. */
export class Chance {
  /** @param {number} seed */
  constructor(seed) {
    this.state = seed >>> 0 || 1;
    this.word = 0;
    this.left = 0;
  }

  /** @param {number} size */
  take(size) {
    const bytes = new Uint8Array(size);
    let { state, word, left } = this;
    for (let i = 0; i < size; ++i) {
      if (left === 0) {
        state ^= state << 13;
        state ^= state >>> 17;
        state ^= state << 5;
        word = state;
        left = 4;
      }
      bytes[i] = word & 0xff;
      word >>>= 8;
      --left;
    }
    this.state = state;
    this.word = word;
    this.left = left;
    return bytes;
  }
}

/**
 * How a number of bytes is cut for sending.
 * @param {number} size
 */
export function* chunkSizes(size) {
  for (let left = size; left > 0; left -= chunkSize) yield Math.min(left, chunkSize);
}

/** @param {Uint8Array} bytes */
export async function sha256(bytes) {
  const digest = await crypto.subtle.digest("SHA-256", /** @type {Uint8Array<ArrayBuffer>} */ (bytes));
  return hex(new Uint8Array(digest));
}

/** @param {Uint8Array} bytes */
export const hex = (bytes) => Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");

/** @param {string} text */
export function fromHex(text) {
  if (!/^([0-9a-f]{2})*$/i.test(text)) throw new Error(`not hexadecimal: ${text}`);
  return Uint8Array.from(text.match(/../g) ?? [], (pair) => parseInt(pair, 16));
}

/**
 * Whether two runs of bytes are the same.
 * @param {Uint8Array} a
 * @param {Uint8Array} b
 */
export function same(a, b) {
  return a.length === b.length && a.every((byte, index) => byte === b[index]);
}
