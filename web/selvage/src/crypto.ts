// The module's crypto imports, provided by libsodium's own WebAssembly build. This file and
// libsodium are dist/crypto.js, which is fetched when crypto is enabled.
//
// Each function copies its input from the module's memory into libsodium's, calls, copies the
// result back and wipes. Sizes were checked by the brain; an output may be the very memory of the
// input text. native/platform/crypto_sodium.cpp is the same over the native library, and one
// contract test runs over both.
import makeSodium, { type Sodium } from "libsodium-sumo";
import type { CryptoImports, MemoryBuffer } from "./crypto_imports.js";
import { CoreError } from "./errors.js";
import { Scratch } from "./scratch.js";

export type { CryptoImports, MemoryBuffer };

const seedSize = 32;
const publicKeySize = 32;
const signatureSize = 64;
const curveSize = 32; // Secrets, points and shared secrets of X25519.
const aeadKeySize = 32;
const nonceSize = 12;
const tagSize = 16;
const digestSize = 32;
const pieceSize = 64 * 1024; // Of a message that is hashed.
const smallSize = 1024; // More than keys, nonces, tags and the state of a hash take together.

export async function loadCrypto(memory: MemoryBuffer): Promise<CryptoImports> {
  const sodium = await makeSodium({
    getRandomValue: () => crypto.getRandomValues(new Uint32Array(1))[0] ?? 0,
  });
  if (sodium._sodium_init() < 0) throw new CoreError("libsodium could not be initialised");
  const workplace = makeWorkplace(sodium, memory);
  return {
    ...hashes(workplace),
    ...signatures(workplace),
    ...exchange(workplace),
    ...aead(workplace),
  };
}

/** What all functions work with. */
interface Workplace {
  readonly sodium: Sodium;
  readonly scratch: Scratch;
  /** A view of the module's memory, valid until the module runs again. */
  at(address: number, size: number): Uint8Array;
  /** Copies each piece of the parts into libsodium's memory: they are pairs of address and size. */
  eachPiece(parts: number, count: number, piece: (from: number, size: number) => void): void;
}

function makeWorkplace(sodium: Sodium, memory: MemoryBuffer): Workplace {
  const scratch = new Scratch(sodium);
  let view = new Uint8Array();
  const at = (address: number, size: number): Uint8Array => {
    const buffer = memory();
    if (view.buffer !== buffer) view = new Uint8Array(buffer);
    return view.subarray(address >>> 0, (address >>> 0) + size);
  };
  return {
    sodium,
    scratch,
    at,
    eachPiece(parts, count, piece) {
      const table = new Uint32Array(memory(), parts >>> 0, count * 2);
      let largest = 0; // Taking no more spares small messages the wiping of much room.
      for (let part = 0; part < count; ++part) {
        largest = Math.max(largest, table[part * 2 + 1] ?? 0);
      }
      const room = scratch.take(Math.min(largest, pieceSize));
      for (let part = 0; part < count; ++part) {
        const address = table[part * 2] ?? 0;
        const size = table[part * 2 + 1] ?? 0;
        for (let done = 0; done < size; done += pieceSize) {
          const now = Math.min(size - done, pieceSize);
          sodium.HEAPU8.set(at(address + done, now), room);
          piece(room, now);
        }
      }
    },
  };
}

function hashes({
  sodium,
  scratch,
  at,
  eachPiece,
}: Workplace): Pick<CryptoImports, "sha256" | "hmac_sha256"> {
  return {
    sha256(parts, count, digest) {
      const state = scratch.take(sodium._crypto_hash_sha256_statebytes());
      const result = scratch.take(digestSize);
      sodium._crypto_hash_sha256_init(state);
      eachPiece(parts, count, (from, size) =>
        sodium._crypto_hash_sha256_update(state, from, size, 0),
      );
      sodium._crypto_hash_sha256_final(state, result);
      scratch.copyOut(result, at(digest, digestSize));
      scratch.wipe();
    },

    hmac_sha256(key, keySize, parts, count, tag) {
      scratch.reserve(keySize + pieceSize + smallSize);
      const state = scratch.take(sodium._crypto_auth_hmacsha256_statebytes());
      const result = scratch.take(digestSize);
      sodium._crypto_auth_hmacsha256_init(state, scratch.copyIn(at(key, keySize)), keySize);
      eachPiece(parts, count, (from, size) =>
        sodium._crypto_auth_hmacsha256_update(state, from, size, 0),
      );
      sodium._crypto_auth_hmacsha256_final(state, result);
      scratch.copyOut(result, at(tag, digestSize));
      scratch.wipe();
    },
  };
}

function signatures({
  sodium,
  scratch,
  at,
}: Workplace): Pick<CryptoImports, "ed25519_public_key" | "ed25519_sign" | "ed25519_verify"> {
  return {
    ed25519_public_key(seed, publicKey) {
      const result = scratch.take(publicKeySize);
      const secretKey = scratch.take(seedSize + publicKeySize);
      sodium._crypto_sign_ed25519_seed_keypair(
        result,
        secretKey,
        scratch.copyIn(at(seed, seedSize)),
      );
      scratch.copyOut(result, at(publicKey, publicKeySize));
      scratch.wipe();
    },

    ed25519_sign(seed, publicKey, message, size, signature) {
      scratch.reserve(size + smallSize);
      // libsodium's secret key is the seed and, behind it, the public key.
      const secretKey = scratch.copyIn(at(seed, seedSize));
      scratch.copyIn(at(publicKey, publicKeySize));
      const result = scratch.take(signatureSize);
      const text = scratch.copyIn(at(message, size));
      sodium._crypto_sign_ed25519_detached(result, 0, text, size, 0, secretKey);
      scratch.copyOut(result, at(signature, signatureSize));
      scratch.wipe();
    },

    ed25519_verify(publicKey, message, size, signature) {
      scratch.reserve(size + smallSize);
      const key = scratch.copyIn(at(publicKey, publicKeySize));
      const claim = scratch.copyIn(at(signature, signatureSize));
      const text = scratch.copyIn(at(message, size));
      const wrong = sodium._crypto_sign_ed25519_verify_detached(claim, text, size, 0, key);
      scratch.wipe();
      return wrong === 0 ? 1 : 0;
    },
  };
}

function exchange({
  sodium,
  scratch,
  at,
}: Workplace): Pick<CryptoImports, "x25519_public_key" | "x25519_shared"> {
  return {
    x25519_public_key(secret, publicKey) {
      const result = scratch.take(curveSize);
      sodium._crypto_scalarmult_curve25519_base(result, scratch.copyIn(at(secret, curveSize)));
      scratch.copyOut(result, at(publicKey, curveSize));
      scratch.wipe();
    },

    x25519_shared(secret, publicKey, shared) {
      const result = scratch.take(curveSize);
      const ours = scratch.copyIn(at(secret, curveSize));
      const theirs = scratch.copyIn(at(publicKey, curveSize));
      const wrong = sodium._crypto_scalarmult_curve25519(result, ours, theirs);
      if (wrong === 0) scratch.copyOut(result, at(shared, curveSize));
      scratch.wipe();
      return wrong === 0 ? 1 : 0;
    },
  };
}

function aead({
  sodium,
  scratch,
  at,
}: Workplace): Pick<CryptoImports, "chacha20_poly1305_seal" | "chacha20_poly1305_open"> {
  return {
    chacha20_poly1305_seal(key, nonce, extra, extraSize, text, textSize, sealed) {
      scratch.reserve(textSize + extraSize + smallSize);
      const secret = scratch.copyIn(at(key, aeadKeySize));
      const once = scratch.copyIn(at(nonce, nonceSize));
      const company = scratch.copyIn(at(extra, extraSize));
      const work = scratch.copyIn(at(text, textSize)); // Sealed in place; the tag comes behind it.
      scratch.take(tagSize);
      sodium._crypto_aead_chacha20poly1305_ietf_encrypt(
        work,
        0,
        work,
        textSize,
        0,
        company,
        extraSize,
        0,
        0,
        once,
        secret,
      );
      scratch.copyOut(work, at(sealed, textSize + tagSize));
      scratch.wipe();
    },

    chacha20_poly1305_open(key, nonce, extra, extraSize, sealed, sealedSize, text) {
      scratch.reserve(sealedSize + extraSize + smallSize);
      const secret = scratch.copyIn(at(key, aeadKeySize));
      const once = scratch.copyIn(at(nonce, nonceSize));
      const company = scratch.copyIn(at(extra, extraSize));
      const work = scratch.copyIn(at(sealed, sealedSize));
      const wrong = sodium._crypto_aead_chacha20poly1305_ietf_decrypt(
        work,
        0,
        0,
        work,
        sealedSize,
        0,
        company,
        extraSize,
        0,
        once,
        secret,
      );
      if (wrong === 0) scratch.copyOut(work, at(text, sealedSize - tagSize));
      scratch.wipe();
      return wrong === 0 ? 1 : 0;
    },
  };
}
