// @ts-check
// The package `selvage` in Node, and the npm packages that people use for the same, called as their users
// call them: with a Uint8Array that lies in JavaScript's memory.
import { stat } from "node:fs/promises";
import { gzipSync } from "node:zlib";
import { readFileSync } from "node:fs";
import { chacha20poly1305 } from "@noble/ciphers/chacha.js";
import { ed25519, x25519 } from "@noble/curves/ed25519.js";
import { blake3 as nobleBlake3 } from "@noble/hashes/blake3.js";
import { sha256 as nobleSha256 } from "@noble/hashes/sha2.js";
import { createBLAKE3, createCRC32, createSHA256 } from "hash-wasm";
import sodium from "libsodium-wrappers";
import { load } from "selvage";
import * as uint8Varint from "uint8-varint";
import varint from "varint";

import { measureRate, measureTime, print } from "../frame/measure.mjs";
import { hashSizes, sealSizes } from "./sizes.mjs";

const dist = new URL("../../web/selvage/dist/", import.meta.url);

/** @param {number} size */
const someBytes = (size) => Uint8Array.from({ length: size }, (_, i) => (i * 7 + (i >> 8)) & 255);
const mebibytes = (/** @type {number} */ size) => size / 2 ** 20;

async function measureHashes() {
  const core = await load();
  const hashWasm = { blake3: await createBLAKE3(), crc32: await createCRC32(0x82f63b78), sha256: await createSHA256() };
  for (const [size, name] of hashSizes) {
    const message = someBytes(size);
    /** @param {string} what @param {string} who @param {() => unknown} work */
    const rate = (what, who, work) => measureRate(`${what}, ${name}`, who, "MiB/s", mebibytes(size), work);
    /** @param {import("hash-wasm").IHasher} hasher */
    const wholeOf = (hasher) => hasher.init().update(message).digest("binary");

    rate("BLAKE3 in JavaScript", "selvage wasm", () => core.blake3(message));
    rate("BLAKE3 in JavaScript", "hash-wasm", () => wholeOf(hashWasm.blake3));
    rate("BLAKE3 in JavaScript", "@noble/hashes", () => nobleBlake3(message));
    rate("CRC32C in JavaScript", "selvage wasm", () => core.crc32c(message));
    rate("CRC32C in JavaScript", "hash-wasm", () => wholeOf(hashWasm.crc32));
    rate("SHA-256", "hash-wasm", () => wholeOf(hashWasm.sha256));
    rate("SHA-256", "@noble/hashes", () => nobleSha256(message));
  }
}

async function measureSeals() {
  await sodium.ready;
  const [key, nonce] = [someBytes(32), someBytes(12)];
  for (const [size, name] of sealSizes) {
    const text = someBytes(size);
    /** @param {string} who @param {() => unknown} work */
    const rate = (who, work) =>
      measureRate(`ChaCha20-Poly1305 seal, ${name}`, who, "MiB/s", mebibytes(size), work);
    rate("libsodium-wrappers", () =>
      sodium.crypto_aead_chacha20poly1305_ietf_encrypt(text, null, null, nonce, key),
    );
    rate("@noble/ciphers", () => chacha20poly1305(key, nonce).encrypt(text));
  }
}

function measureCurves() {
  const message = someBytes(256);
  const [secret, theirs] = [someBytes(32), x25519.getPublicKey(someBytes(32).reverse())];
  const [publicKey, signature] = [ed25519.getPublicKey(secret), ed25519.sign(message, secret)];
  /** @param {string} what @param {string} who @param {() => unknown} work */
  const rate = (what, who, work) => measureRate(what, who, "1/s", 1, work);
  rate("Ed25519 sign", "@noble/curves", () => ed25519.sign(message, secret));
  rate("Ed25519 verify", "@noble/curves", () => ed25519.verify(signature, message, publicKey));
  rate("X25519", "@noble/curves", () => x25519.getSharedSecret(secret, theirs));

  const pair = sodium.crypto_sign_seed_keypair(secret);
  const signed = sodium.crypto_sign_detached(message, pair.privateKey);
  rate("Ed25519 sign", "libsodium-wrappers", () =>
    sodium.crypto_sign_detached(message, pair.privateKey),
  );
  rate("Ed25519 verify", "libsodium-wrappers", () =>
    sodium.crypto_sign_verify_detached(signed, message, pair.publicKey),
  );
  rate("X25519", "libsodium-wrappers", () => sodium.crypto_scalarmult(secret, theirs));
}

/** Numbers of up to so many bits, evenly over the lengths, one behind the other. @param {number} bits */
function encodedNumbers(bits) {
  let state = 1;
  const draw = () => (state = (state * 48271) % 0x7fffffff) / 0x7fffffff;
  const numbers = Array.from({ length: 20_000 }, () => Math.floor(draw() * 2 ** Math.ceil(draw() * bits)));
  return { count: numbers.length, bytes: Uint8Array.from(numbers.flatMap((number) => [...varint.encode(number)])) };
}

function measureVarints() {
  for (const bits of [7, 28]) {
    const { count, bytes } = encodedNumbers(bits);
    /** @param {string} who @param {(at: number) => number} readOne its size */
    const time = (who, readOne) =>
      measureTime(`varint read, up to ${bits} bits`, who, count, () => {
        let at = 0;
        while (at < bytes.length) at += readOne(at);
        return at;
      });
    time("varint", (at) => (varint.decode(bytes, at), varint.decode.bytes ?? 0));
    time("uint8-varint", (at) => uint8Varint.encodingLength(uint8Varint.decode(bytes, at)));
  }
}

/** Not a race, but what the goals say about the page's first moment. */
async function measureSizes() {
  const wasm = readFileSync(new URL("selvage.wasm", dist));
  print({ what: "selvage.wasm", who: "selvage wasm", unit: "B", value: wasm.length });
  print({ what: "selvage.wasm, gzip", who: "selvage wasm", unit: "B", value: gzipSync(wasm).length });
  const { size } = await stat(new URL("index.js", dist));
  print({ what: "index.js", who: "selvage wasm", unit: "B", value: size });
}

await measureHashes();
await measureSeals();
measureCurves();
measureVarints();
await measureSizes();
