// Reads WebAssembly: its numbers, and the instructions of a function as far as it takes to find the
// functions that it names. What is not known here ends in an error, so nothing is misread.

export function unsigned(value) {
  const bytes = [];
  for (; value > 0x7f; value = Math.floor(value / 128)) bytes.push((value % 128) | 0x80);
  bytes.push(value);
  return bytes;
}

export class Reader {
  constructor(bytes) {
    this.bytes = bytes;
    this.at = 0;
  }
  atEnd() {
    return this.at >= this.bytes.length;
  }
  byte() {
    if (this.atEnd()) throw new Error("the module ends too early");
    return this.bytes[this.at++];
  }
  take(size) {
    if (this.at + size > this.bytes.length) throw new Error("the module ends too early");
    return this.bytes.subarray(this.at, (this.at += size));
  }
  unsigned() {
    let value = 0;
    for (let unit = 1; ; unit *= 128) {
      const byte = this.byte();
      value += (byte & 0x7f) * unit;
      if (byte < 0x80) return value;
    }
  }
  // A number whose value is of no interest.
  skip() {
    while (this.byte() >= 0x80);
  }
  // An i32.const and its end.
  constant() {
    const start = this.at;
    if (this.byte() !== 0x41) throw new Error("an offset that is no constant");
    this.skip();
    if (this.byte() !== 0x0b) throw new Error("an offset that is no constant");
    return this.bytes.subarray(start, this.at);
  }
}

const within = (code, first, last) => code >= first && code <= last;

// How many numbers follow an instruction, then how many bytes.
function plain(code) {
  if (within(code, 0x02, 0x04)) return [1, 0]; // block, loop, if
  if (within(code, 0x0c, 0x0d)) return [1, 0]; // br, br_if
  if (code === 0x11) return [2, 0]; // call_indirect
  if (within(code, 0x20, 0x26)) return [1, 0]; // locals, globals, tables
  if (within(code, 0x28, 0x3e)) return [2, 0]; // loads and stores
  if (within(code, 0x3f, 0x42)) return [1, 0]; // memory.size, memory.grow, i32.const, i64.const
  if (code === 0x43) return [0, 4];
  if (code === 0x44) return [0, 8];
  const hasNone =
    code <= 0x01 || code === 0x05 || code === 0x0b || code === 0x0f || within(code, 0x1a, 0x1b);
  if (hasNone || within(code, 0x45, 0xc4)) return [0, 0];
  throw new Error(`an instruction that is not known here: ${code}`);
}

function bulk(code) {
  if (code <= 7) return [0, 0]; // Truncation.
  if (code === 8 || code === 10 || code === 12 || code === 14) return [2, 0];
  if (code <= 17) return [1, 0];
  throw new Error(`an instruction that is not known here: 252 ${code}`);
}

function vector(code) {
  if (code <= 11 || within(code, 92, 93)) return [2, 0]; // Loads and stores.
  if (within(code, 12, 13)) return [0, 16]; // v128.const, i8x16.shuffle
  if (within(code, 21, 34)) return [0, 1]; // Lanes.
  if (within(code, 84, 91)) return [2, 1]; // Loads and stores of lanes.
  if (code <= 255) return [0, 0];
  throw new Error(`an instruction that is not known here: 253 ${code}`);
}

// The calls of a body: where each number of a function begins and ends.
export function callsIn(body) {
  const reader = new Reader(body);
  for (let count = reader.unsigned(); count > 0; --count) {
    reader.skip();
    reader.byte();
  }
  const calls = [];
  while (!reader.atEnd()) {
    const code = reader.byte();
    if (code === 0x10 || code === 0xd2) {
      const start = reader.at;
      calls.push({ callee: reader.unsigned(), start, end: reader.at });
    } else if (code === 0x0e) {
      for (let count = reader.unsigned() + 1; count > 0; --count) reader.skip(); // br_table
    } else {
      const [numbers, bytes] =
        code === 0xfc ? bulk(reader.unsigned()) : code === 0xfd ? vector(reader.unsigned()) : plain(code);
      for (let i = 0; i < numbers; ++i) reader.skip();
      reader.take(bytes);
    }
  }
  return calls;
}
