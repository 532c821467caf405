#!/usr/bin/env node
// @ts-check
// Writes spec/vectors/base/prng.json: draws of core/base/prng.h, by an implementation of its own from the
// descriptions of SplitMix64 and xoshiro256++, in numbers of any size.
import { writeFileSync } from "node:fs";

const u64 = (/** @type {bigint} */ value) => BigInt.asUintN(64, value);
const rotate = (/** @type {bigint} */ value, /** @type {bigint} */ by) => u64((value << by) | (value >> (64n - by)));

/** @param {bigint} seed */
function generator(seed) {
  let mixing = seed;
  const state = Array.from({ length: 4 }, () => {
    mixing = u64(mixing + 0x9e3779b97f4a7c15n);
    let word = mixing;
    word = u64((word ^ (word >> 30n)) * 0xbf58476d1ce4e5b9n);
    word = u64((word ^ (word >> 27n)) * 0x94d049bb133111ebn);
    return word ^ (word >> 31n);
  });
  const next = () => {
    let [a = 0n, b = 0n, c = 0n, d = 0n] = state;
    const drawn = u64(rotate(u64(a + d), 23n) + a);
    const shifted = u64(b << 17n);
    c ^= a;
    d ^= b;
    b ^= c;
    a ^= d;
    c ^= shifted;
    d = rotate(d, 45n);
    state.splice(0, 4, a, b, c, d);
    return drawn;
  };
  const below = (/** @type {bigint} */ bound) => {
    for (;;) {
      const product = next() * bound;
      if (u64(product) >= 2n ** 64n % bound) return product >> 64n;
    }
  };
  return { next, below };
}

/** @param {bigint} seed */
function caseOf(seed) {
  const times = (/** @type {number} */ count, /** @type {() => bigint} */ draw) => Array.from({ length: count }, draw).join(" ");
  const drawn = generator(seed);
  const small = generator(seed);
  const large = generator(seed);
  const shuffling = generator(seed);
  const order = Array.from({ length: 10 }, (_, index) => index);
  for (let left = order.length; left > 1; --left) {
    const other = Number(shuffling.below(BigInt(left)));
    const [last = 0, drawnOne = 0] = [order[left - 1], order[other]];
    order[left - 1] = drawnOne;
    order[other] = last;
  }
  return {
    name: `seed ${seed}`,
    seed: String(seed),
    next: times(8, () => drawn.next()),
    below_10: times(16, () => small.below(10n)),
    // So large that nearly every second draw is drawn again.
    below_large: times(16, () => large.below(2n ** 63n + 1n)),
    shuffled: order.join(" "),
  };
}

const cases = [0n, 1n, 0x5e1fa6en, 2n ** 64n - 1n].map(caseOf);
const source = "tools/vectors/prng.mjs, which knows nothing of core/base/prng.h";
const file = new URL("../../spec/vectors/base/prng.json", import.meta.url);
writeFileSync(file, `${JSON.stringify({ source, cases }, null, 1)}\n`);
