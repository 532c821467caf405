// Reads what WebAssembly modules are made of: LEB128 numbers, names, sections. Nothing is read beyond the end, and no number is
// believed before it was compared with what is there.

/** Why these bytes are no module that could run here, as a sentence. */
export class ModuleError extends Error {}

export class ModuleBytes {
  readonly bytes: Uint8Array;
  #at: number;
  readonly #end: number;

  constructor(bytes: Uint8Array, from = 0, end = bytes.length) {
    this.bytes = bytes;
    this.#at = from;
    this.#end = end;
  }

  get at(): number {
    return this.#at;
  }

  get isAtEnd(): boolean {
    return this.#at === this.#end;
  }

  byte(): number {
    if (this.#at >= this.#end) throw new ModuleError("It ends in the middle of a section.");
    return this.bytes[this.#at++]!;
  }

  /** Of 32 bits and without a sign, in at most five bytes. */
  number(): number {
    let value = 0;
    for (let shift = 0; shift < 35; shift += 7) {
      const byte = this.byte();
      value += (byte & 0x7f) * 2 ** shift;
      if (byte < 0x80) {
        if (value >= 2 ** 32) break;
        return value;
      }
    }
    throw new ModuleError("It has a number that is too long.");
  }

  name(): string {
    const from = this.#skip(this.number());
    return new TextDecoder().decode(this.bytes.subarray(from, this.#at));
  }

  /** The next `size` bytes, to be read by themselves. */
  part(size: number): ModuleBytes {
    const from = this.#skip(size);
    return new ModuleBytes(this.bytes, from, this.#at);
  }

  /** As many as are counted in front of them; each is at least a byte long. */
  list<Item>(read: (bytes: ModuleBytes, index: number) => Item): Item[] {
    const count = this.number();
    if (count > this.#end - this.#at) throw new ModuleError("It counts more than it has.");
    return Array.from({ length: count }, (_, index) => read(this, index));
  }

  #skip(size: number): number {
    if (size > this.#end - this.#at) throw new ModuleError("It ends in the middle of a section.");
    const from = this.#at;
    this.#at += size;
    return from;
  }
}

/** As short as it can be. */
export function numberBytes(value: number): number[] {
  const bytes: number[] = [];
  for (; value >= 0x80; value = Math.floor(value / 0x80)) bytes.push((value % 0x80) | 0x80);
  return [...bytes, value];
}
