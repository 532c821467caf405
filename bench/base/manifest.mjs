// @ts-check
// The foundation: hashes, seals, numbers and containers, natively and as WebAssembly.
import { fileURLToPath } from "node:url";

import { hashSizes, sealSizes } from "./sizes.mjs";

/** @typedef {import("../frame/manifest.mjs").RowPlan} RowPlan */
/** @typedef {import("../frame/manifest.mjs").Peer} Peer */

const path = (/** @type {string} */ name) => fileURLToPath(new URL(`../../${name}`, import.meta.url));
/** @type {(name: string, ...words: string[]) => [string, ...string[]]} */
const script = (name, ...words) => ["node", "--no-warnings", path(name), ...words];

const hashNames = hashSizes.map(([, name]) => name);
const sealNames = sealSizes.map(([, name]) => name);
const library = "libsodium-dev and libssl-dev, which ./dev setup installs";

/** @param {string[]} names @param {(name: string) => RowPlan[]} plan @returns {RowPlan[]} */
const atEach = (names, plan) => names.flatMap(plan);

/** @type {(who: string) => Peer} */
const against = (who) => ({ who });

/** @type {RowPlan[]} */
const hashes = [
  ...atEach(hashNames, (name) => [
    {
      what: `CRC32C, ${name}`,
      build: "native",
      better: "more",
      peer: against("the instruction's limit"),
      peerWhat: "CRC32C",
      ...(name.endsWith("64 KiB") && { goal: 0.9 }),
      ifMissing: "this processor has no instruction for it",
    },
    { what: `CRC32C in JavaScript, ${name}`, build: "wasm", better: "more", peer: against("hash-wasm") },
    {
      what: `BLAKE3, ${name}`,
      build: "native",
      better: "more",
      peer: against("libsodium"),
      peerWhat: `BLAKE2b, ${name}`,
      ifMissing: library,
    },
    {
      what: `BLAKE3 in JavaScript, ${name}`,
      build: "wasm",
      better: "more",
      peer: { fastestOf: ["hash-wasm", "@noble/hashes"] },
      goal: 2,
    },
    { what: `SHA-256, ${name}`, build: "native", better: "more", peer: against("OpenSSL"), ifMissing: library },
    {
      what: `SHA-256, ${name}`,
      build: "wasm",
      better: "more",
      peer: { fastestOf: ["hash-wasm", "@noble/hashes"] },
    },
  ]),
  {
    what: "BLAKE3, a file",
    build: "native",
    better: "more",
    peer: against("b3sum"),
    ifMissing: "apt-get install b3sum",
  },
];

/** @type {RowPlan[]} */
const seals = [
  ...atEach(sealNames, (name) => {
    /** @type {Pick<RowPlan, "what" | "better">} */
    const seal = { what: `ChaCha20-Poly1305 seal, ${name}`, better: "more" };
    return /** @type {RowPlan[]} */ ([
      { ...seal, build: "native", peer: against("libsodium"), ifMissing: library },
      { ...seal, build: "native", peer: against("OpenSSL"), ifMissing: library },
      { ...seal, build: "wasm", peer: { fastestOf: ["libsodium-wrappers", "@noble/ciphers"] } },
      {
        what: `AES-256-GCM seal, ${name}`,
        build: "native",
        better: "more",
        peer: against("OpenSSL"),
        ifMissing: library,
      },
    ]);
  }),
  ...atEach(["Ed25519 sign", "Ed25519 verify", "X25519"], (what) => [
    { what, build: "native", better: "more", peer: against("OpenSSL"), ifMissing: library },
    { what, build: "wasm", better: "more", peer: { fastestOf: ["libsodium-wrappers", "@noble/curves"] } },
  ]),
];

/** @type {RowPlan[]} */
const numbers = [
  ...atEach(["7", "28", "63"], (bits) => {
    const what = `varint read, up to ${bits} bits`;
    return [
      { what, build: "native", better: "less", peer: against("plain loop native") },
      { what, build: "wasm", better: "less", peer: against("plain loop wasm") },
    ];
  }),
  ...atEach(["7", "28"], (bits) => [
    {
      what: `varint read, up to ${bits} bits`,
      build: "wasm",
      better: "less",
      peer: { fastestOf: ["varint", "uint8-varint"] },
    },
  ]),
];

/** @type {RowPlan[]} */
const containers = atEach(
  [
    "map look-up, 16 entries",
    "map look-up, 256 entries",
    "map look-up, 4096 entries",
    "queue push and pop",
    "list of three, made and dropped",
  ],
  (what) => [
    { what, build: "native", better: "less", peer: against("std native") },
    { what, build: "wasm", better: "less", peer: against("std wasm") },
  ],
);

/** @type {RowPlan[]} */
const firstMoment = [
  {
    what: "selvage.wasm, gzip",
    build: "wasm",
    better: "less",
    peer: { figure: 250_000, name: "250 kB, the most it may be with everything" },
    goal: 1,
  },
  {
    what: "load() in a page",
    build: "wasm",
    better: "less",
    peer: { figure: 20, name: "20 ms, the most it may take" },
    goal: 1,
  },
];

/** @type {import("../frame/manifest.mjs").Manifest} */
export default {
  name: "base",
  about: "hashes, seals, varints, containers; the module's size and the time to load it",
  contestants: [
    { name: "ours, natively", command: [path("build/release/bench/bench_base")] },
    { name: "OpenSSL and libsodium", command: [path("build/release/bench/bench_base_peers")] },
    { name: "ours, as WebAssembly", command: script("tools/run_wasm.mjs", path("build/wasm/bench/bench_base.wasm")) },
    { name: "npm packages", command: script("bench/base/node.mjs") },
    { name: "b3sum", command: script("bench/base/file.mjs") },
    { name: "a page", command: script("bench/base/page.mjs") },
  ],
  rows: [...firstMoment, ...hashes, ...seals, ...numbers, ...containers],
  growth: [
    ...["native", "wasm"].flatMap((build) =>
      ["CRC32C", "BLAKE3"].map((what) => ({
        what,
        who: `selvage ${build}`,
        of: /** @type {const} */ ("bytes"),
        per: /** @type {const} */ ("rate"),
        sizes: /** @type {[number, string][]} */ (
          hashSizes.slice(1).map(([size, name]) => [size, `${what}, ${name}`])
        ),
      })),
    ),
    {
      what: "ChaCha20-Poly1305 seal",
      who: "selvage native",
      of: "bytes",
      per: "rate",
      sizes: sealSizes.map(([size, name]) => [size, `ChaCha20-Poly1305 seal, ${name}`]),
    },
    {
      what: "map look-up",
      who: "selvage native",
      of: "entries",
      per: "time",
      sizes: [16, 256, 4096].map((size) => [size, `map look-up, ${size} entries`]),
    },
  ],
};
