#!/usr/bin/env node
// @ts-check
// Writes spec/vectors/base/blake3.json: the inputs of BLAKE3's official test vectors, hashed by @noble/hashes.
//
// The digests were compared with the published ones once; running this again must change nothing.
import { writeFileSync } from "node:fs";
import { blake3 } from "@noble/hashes/blake3.js";

const lengths = [
  0, 1, 2, 3, 4, 5, 6, 7, 8, 63, 64, 65, 127, 128, 129, 1023, 1024, 1025, 2048, 2049, 3072, 3073, 4096, 4097, 5120, 5121,
  6144, 6145, 7168, 7169, 8192, 8193, 16384, 31744, 102400,
];
const key = new TextEncoder().encode("whats the Elvish word for friend");
const context = new TextEncoder().encode("BLAKE3 2019-12-27 16:29:52 test vectors context");

/** @param {number} length @param {object} [options] */
function hex(length, options) {
  const input = Uint8Array.from({ length }, (_, index) => index % 251);
  return Buffer.from(blake3(input, { dkLen: 131, ...options })).toString("hex");
}

const cases = lengths.map((length) => ({
  name: `${length} bytes`,
  length: String(length),
  plain: hex(length),
  keyed: hex(length, { key }),
  derived: hex(length, { context }),
}));
const source = "The inputs of the official test vectors, hashed by tools/vectors/blake3.mjs";
const file = new URL("../../spec/vectors/base/blake3.json", import.meta.url);
writeFileSync(file, `${JSON.stringify({ source, cases }, null, 1)}\n`);
