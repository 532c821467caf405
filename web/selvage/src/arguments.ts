// What users may pass wrongly is refused here, before it reaches the module: a defect of a page must
// not look like one of the core, and bytes that are none must not get a hash.

const timeMax = Number.MAX_SAFE_INTEGER;
const countMax = 2 ** 32 - 1;

/** By its tag: an array of another realm, such as an <iframe>, is not an instance of ours. */
export function requireBytes(value: unknown): asserts value is Uint8Array {
  const tag = Object.prototype.toString.call(value).slice("[object ".length, -1);
  if (tag !== "Uint8Array") throw new TypeError(`Bytes must be a Uint8Array. ${remedy(value, tag)}`);
}

function remedy(value: unknown, tag: string): string {
  if (typeof value === "string") return "For a text: new TextEncoder().encode(text).";
  if (ArrayBuffer.isView(value))
    return `For a ${tag}: new Uint8Array(it.buffer, it.byteOffset, it.byteLength).`;
  if (tag === "ArrayBuffer" || tag === "SharedArrayBuffer")
    return `For an ${tag}: new Uint8Array(it).`;
  return Array.isArray(value) ? "For an array of bytes: Uint8Array.from(it)." : `This is: ${tag}.`;
}

export function requireFunction(value: unknown, where: string, example: string): void {
  if (typeof value === "function") return;
  throw new TypeError(`${where} takes a function, and this is ${typeof value}: ${example}.`);
}

/** Microseconds, no earlier than the last ones that the same machine was given. */
export function requireTime(now: number, earliest = 0): number {
  if (!(now >= 0 && now <= timeMax))
    throw new RangeError(`A time must be microseconds between 0 and 2^53 - 1. This is: ${now}.`);
  if (now < earliest)
    throw new RangeError(
      `Time went back, from ${earliest} to ${now} microseconds. ` +
        "Give a machine the times of one clock that never does, such as systemClock().",
    );
  return now;
}

export function requireCount(count: number): number {
  if (!Number.isInteger(count) || count < 0 || count > countMax)
    throw new RangeError(`A count must be a whole number from 0 to 2^32 - 1. This is: ${count}.`);
  return count;
}
