// Scratch: what passed through is wiped, growth is by doubling, and a large message is given back.
import type { Sodium } from "libsodium-sumo";
import { expect, test } from "vitest";
import { Scratch } from "./scratch.js";

function fakeSodium() {
  const HEAPU8 = new Uint8Array(8 * 1024 * 1024);
  const allocated: number[] = [];
  const freed: number[] = [];
  const _malloc = (size: number): number => {
    allocated.push(size);
    return 64;
  };
  const sodium = { HEAPU8, _malloc, _free: (address: number) => freed.push(address) };
  return { sodium: sodium as unknown as Sodium, HEAPU8, allocated, freed };
}

test("nothing stays behind", () => {
  const { sodium, HEAPU8 } = fakeSodium();
  const scratch = new Scratch(sodium);
  const address = scratch.copyIn(new Uint8Array([1, 2, 3]));
  expect(Array.from(HEAPU8.subarray(address, address + 3))).toEqual([1, 2, 3]);
  scratch.wipe();
  expect(HEAPU8.every((byte) => byte === 0)).toBe(true);
});

test("no call allocates until a message is too large, and then the room doubles", () => {
  const { sodium, allocated } = fakeSodium();
  const scratch = new Scratch(sodium);
  for (const size of [1000, 100_000, 131_072, 131_073, 200_000]) {
    scratch.reserve(size);
    scratch.take(size);
    scratch.wipe();
  }
  expect(allocated).toEqual([131_072, 262_144]);
});

test("room beyond what is kept is given back", () => {
  const { sodium, allocated, freed } = fakeSodium();
  const scratch = new Scratch(sodium);
  scratch.reserve(3_000_000);
  scratch.wipe();
  expect(allocated).toEqual([131_072, 4_194_304, 131_072]);
  expect(freed).toHaveLength(2);
});

test("taking more than was reserved is a bug that shows", () => {
  const scratch = new Scratch(fakeSodium().sodium);
  expect(() => scratch.take(131_073)).toThrow("more was taken than reserved");
});
