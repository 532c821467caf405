// Chance from a seed, so that a game that failed can be played again.
export class Chance {
  /** @param {number} seed */
  constructor(seed) {
    this.state = (seed * 2654435761) >>> 0;
  }

  next() {
    this.state = (this.state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(this.state ^ (this.state >>> 15), this.state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
  }

  /** @param {number} bound */
  below(bound) {
    return Math.floor(this.next() * bound);
  }

  /** @template T @param {T[]} list @returns {T} */
  one(list) {
    return list[this.below(list.length)];
  }

  /** Once in so many times. @param {number} times */
  in(times) {
    return this.below(times) === 0;
  }
}
