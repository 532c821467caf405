// Runs the crypto imports over the vectors of spec/vectors/crypto, as the brain would call them,
// with a memory that the test owns. Plain JavaScript, so that the same file runs in Node, a page
// and a Worker.
//
// Each check returns what came out in the vectors' own terms; the test compares it with what
// should.
import { fromHex, toHex } from "./hex.mjs";

/** @typedef {import("../src/crypto_imports.js").CryptoImports} CryptoImports */
/** @typedef {Record<string, string | boolean>} Case */

// A memory that is handed out from front to back, and anew for each case.
class Memory {
  buffer = new ArrayBuffer(1024 * 1024);
  #used = 8;

  /** @param {number} size */
  room(size) {
    const address = this.#used;
    this.#used += Math.ceil(size / 4) * 4;
    return address;
  }

  /** @param {Uint8Array} bytes */
  put(bytes) {
    const address = this.room(bytes.length);
    new Uint8Array(this.buffer).set(bytes, address);
    return address;
  }

  /** The bytes in two parts, since a message may come in any number.
   * @param {Uint8Array} bytes */
  putParts(bytes) {
    const middle = Math.floor(bytes.length / 2);
    const pieces = [bytes.subarray(0, middle), bytes.subarray(middle)];
    const table = new Uint32Array(pieces.flatMap((piece) => [this.put(piece), piece.length]));
    return this.put(new Uint8Array(table.buffer));
  }

  /** @param {number} address @param {number} size */
  take(address, size) {
    return toHex(new Uint8Array(this.buffer, address, size));
  }

  clear() {
    new Uint8Array(this.buffer).fill(0);
    this.#used = 8;
  }
}

const partCount = 2;

/**
 * @type {Record<string, (crypto: CryptoImports, memory: Memory, one: any) => Record<string,
 * unknown>>}
 */
const checks = {
  sha256(crypto, memory, { message }) {
    const digest = memory.room(32);
    crypto.sha256(memory.putParts(fromHex(message)), partCount, digest);
    return { digest: memory.take(digest, 32) };
  },

  hmac_sha256(crypto, memory, { key, message, tag }) {
    const result = memory.room(32);
    const secret = fromHex(key);
    const parts = memory.putParts(fromHex(message));
    crypto.hmac_sha256(memory.put(secret), secret.length, parts, partCount, result);
    return { tag: memory.take(result, tag.length / 2) };
  },

  ed25519(crypto, memory, { seed, public_key, message, signature }) {
    const text = fromHex(message);
    const at = memory.put(text);
    const key = memory.put(fromHex(public_key));
    const claim = memory.put(fromHex(signature));
    const valid = crypto.ed25519_verify(key, at, text.length, claim) === 1;
    if (!valid || seed === undefined) return { valid };
    const secret = memory.put(fromHex(seed));
    const [own, made] = [memory.room(32), memory.room(64)];
    crypto.ed25519_public_key(secret, own);
    crypto.ed25519_sign(secret, own, at, text.length, made);
    return { valid, public_key: memory.take(own, 32), signature: memory.take(made, 64) };
  },

  x25519(crypto, memory, { secret, own_public_key, public_key }) {
    const [own, result] = [memory.room(32), memory.room(32)];
    const at = memory.put(fromHex(secret));
    const valid = crypto.x25519_shared(at, memory.put(fromHex(public_key)), result) === 1;
    crypto.x25519_public_key(at, own);
    return {
      valid,
      ...(own_public_key && { own_public_key: memory.take(own, 32) }),
      ...(valid && { shared: memory.take(result, 32) }),
    };
  },

  chacha20_poly1305(crypto, memory, one) {
    const [extra, text, sealed] = [one.extra, one.text, one.sealed].map(fromHex);
    const key = memory.put(fromHex(one.key));
    const nonce = memory.put(fromHex(one.nonce));
    const company = memory.put(extra);
    const opened = memory.put(sealed); // Opened and sealed where it lies, as the brain does.
    const valid =
      crypto.chacha20_poly1305_open(
        key,
        nonce,
        company,
        extra.length,
        opened,
        sealed.length,
        opened,
      ) === 1;
    if (!valid) return { valid };
    const textOut = memory.take(opened, text.length);
    crypto.chacha20_poly1305_seal(key, nonce, company, extra.length, opened, text.length, opened);
    return { valid, text: textOut, sealed: memory.take(opened, sealed.length) };
  },
};

export const checkedFiles = Object.keys(checks);

/**
 * What is wrong, as one line a case; empty if all is right.
 * @param {(memory: () => ArrayBuffer) => Promise<CryptoImports>} loadCrypto
 * @param {Record<string, { cases: Case[] }>} vectors by the file's name without .json
 */
export async function wrongCases(loadCrypto, vectors) {
  const memory = new Memory();
  const crypto = await loadCrypto(() => memory.buffer);
  const wrong = [];
  for (const [file, check] of Object.entries(checks)) {
    const cases = vectors[file]?.cases ?? [];
    if (cases.length === 0) wrong.push(`${file}: no cases`);
    for (const one of cases) {
      memory.clear();
      for (const [field, value] of Object.entries(check(crypto, memory, one))) {
        const wanted = one[field];
        if (value !== wanted) wrong.push(`${file}, ${one.name}: ${field} ${value}, not ${wanted}`);
      }
    }
  }
  return wrong;
}
