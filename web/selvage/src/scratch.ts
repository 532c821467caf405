// Scratch is the room in libsodium's memory through which everything passes: no allocation per
// call, and nothing stays behind. A call takes bytes in one after the other, lets libsodium work on
// them, copies the results out, and ends with wipe().
//
// The room grows by doubling. What outgrows `keptSizeMax` is given back at the end of the call, so
// that one large message does not cost its size for ever.
import type { Sodium } from "libsodium-sumo";
import { CoreError } from "./errors.js";

type Address = number;

const firstSize = 128 * 1024; // A message of 64 KiB with all its company.
const keptSizeMax = 1024 * 1024;

export class Scratch {
  readonly #sodium: Sodium;
  #start: Address = 0;
  #size = 0;
  #used = 0;

  constructor(sodium: Sodium) {
    this.#sodium = sodium;
    this.#allocate(firstSize);
  }

  /** To be called first and with the sum of what the call will take: growing moves the room. */
  reserve(size: number): void {
    if (size <= this.#size) return;
    let grown = this.#size;
    while (grown < size) grown *= 2;
    this.#sodium._free(this.#start);
    this.#allocate(grown);
  }

  take(size: number): Address {
    const address = this.#start + this.#used;
    this.#used += size;
    if (this.#used > this.#size) throw new CoreError("crypto: more was taken than reserved");
    return address;
  }

  copyIn(bytes: Uint8Array): Address {
    const address = this.take(bytes.length);
    this.#sodium.HEAPU8.set(bytes, address);
    return address;
  }

  copyOut(address: Address, into: Uint8Array): void {
    into.set(this.#sodium.HEAPU8.subarray(address, address + into.length));
  }

  wipe(): void {
    this.#sodium.HEAPU8.fill(0, this.#start, this.#start + this.#used);
    this.#used = 0;
    if (this.#size <= keptSizeMax) return;
    this.#sodium._free(this.#start);
    this.#allocate(firstSize);
  }

  #allocate(size: number): void {
    this.#start = this.#sodium._malloc(size);
    if (this.#start === 0) throw new CoreError(`crypto: libsodium has no room for ${size} bytes`);
    this.#size = size;
  }
}
