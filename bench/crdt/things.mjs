// @ts-check
// What is measured and how much of it; bench/crdt/things.h has the same kinds.

/** In the order of `Kind`. */
export const kinds = [
  "set",
  "map",
  "counters",
  "counter",
  "single value",
  "document's map",
  "document's set",
  "document's counters",
];

/** What is held against each: nobody else has sets, for which people use the keys of a map. */
export const peerKind = /** @type {Record<string, string>} */ ({
  set: "map",
  "document's set": "map",
  "document's map": "map",
  "document's counters": "counters",
});

/** @param {string} kind */
export const hasKeys = (kind) => kind !== "counter" && kind !== "single value";

/** @type {Record<import("../frame/rounds.mjs").Pace, [number, number, number]>} */
export const sizes = { full: [1000, 100_000, 1_000_000], quick: [1000, 10_000, 100_000], smoke: [10, 20, 40] };

/** So many elements become one transaction, with us and with everybody. */
export const elementsOfTransaction = 1000;

/** In no order, as keys come; each once, since the factor is a prime that divides no size. @param {number} count */
export const keysFor = (count) => Array.from({ length: count }, (_, i) => `key-${(i * 7919) % count}`);

/**
 * @typedef {object} CrdtEngine
 * @property {string} who
 * @property {(kind: string, author: number) => Thing} open
 * @property {() => number} [memoryUsed] its own count of bytes in use, if it has one
 *
 * @typedef {object} Thing
 * @property {(keys: string[], numbers: number[]) => void} put one transaction: each key gets its number, each counter one
 *   more
 * @property {() => number} count of keys, or what the counter or the single value says
 * @property {() => Uint8Array} encode
 * @property {(bytes: Uint8Array) => number} read what was encoded, into another; gives the count of that
 * @property {() => Uint8Array} tell what others need to take all of it over
 * @property {(told: Uint8Array) => void} merge
 * @property {() => void} close
 */
