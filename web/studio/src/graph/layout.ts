// Where peers stand around this page: on rings, in places that they keep. A place is the middle of the largest gap that
// those before it left, so the first stand far apart, and nobody moves when somebody comes or goes.
export interface Place {
  readonly x: number;
  readonly y: number;
}

interface Ring {
  /** A power of two. */
  readonly places: number;
  readonly radius: number;
}

const rings: readonly Ring[] = [
  { places: 8, radius: 130 },
  { places: 16, radius: 215 },
  { places: 32, radius: 300 },
  { places: 64, radius: 400 },
  { places: 128, radius: 560 },
  { places: 256, radius: 1080 },
];
const margin = 70;

export const placesMax = rings.reduce((sum, { places }) => sum + places, 0);

/** Keeps a place for each, the lowest that is free. Those beyond the last have none. */
export class Places {
  readonly #taken = new Map<string, number>();

  /** Who is there now. The place of each. */
  keep(peers: readonly string[]): ReadonlyMap<string, number> {
    const there = new Set(peers);
    for (const peer of this.#taken.keys()) if (!there.has(peer)) this.#taken.delete(peer);
    const used = new Set(this.#taken.values());
    let free = 0;
    for (const peer of peers) {
      if (this.#taken.has(peer)) continue;
      while (used.has(free)) free++;
      if (free >= placesMax) break;
      used.add(free);
      this.#taken.set(peer, free);
    }
    return this.#taken;
  }
}

export function placeOf(number: number): Place {
  let within = number;
  for (const [index, { places, radius }] of rings.entries()) {
    if (within < places) {
      const turn = index % 2 === 0 ? 0 : 0.5 / places; // So that rings do not hide one another.
      const angle = 2 * Math.PI * (fractionOf(within, places) + turn) - Math.PI / 2;
      return { x: Math.round(radius * Math.cos(angle)), y: Math.round(radius * Math.sin(angle)) };
    }
    within -= places;
  }
  throw new RangeError(`There are ${placesMax} places, and this is number ${number}.`);
}

/** How far from the middle those places reach, labels included. */
export function reachOf(numbers: Iterable<number>): number {
  let reach = 0;
  for (const number of numbers) {
    let within = number;
    for (const { places, radius } of rings) {
      reach = Math.max(reach, radius);
      if (within < places) break;
      within -= places;
    }
  }
  return Math.max(reach, rings[0]?.radius ?? 0) + margin;
}

/** 0, 1/2, 1/4, 3/4, 1/8, …: the bits of the number in reverse. */
function fractionOf(number: number, places: number): number {
  let fraction = 0;
  for (let bit = 1, part = 0.5; bit < places; bit *= 2, part /= 2) if (number & bit) fraction += part;
  return fraction;
}
