// What the Worker uses while and after a unit runs, taken before: a unit may change every prototype, and does so to no avail.
//
// Code that runs beside a unit calls these only. It makes objects and arrays by literals, assigns to what is there already, and
// does without iterators (spread, for-of, patterns of arrays): literals ask no prototype.
const { apply, construct, defineProperty, deleteProperty, getOwnPropertyDescriptor, getPrototypeOf } = Reflect;
export { apply, construct, defineProperty, deleteProperty, getOwnPropertyDescriptor, getPrototypeOf };

/** A method as a function of its object. */
export const method =
  <This, Arguments extends unknown[], Answer>(of: (this: This, ...given: Arguments) => Answer) =>
  (self: This, ...given: Arguments): Answer =>
    apply(of, self, given) as Answer;

function getter<Answer>(prototype: object, name: string | symbol): (self: unknown) => Answer {
  const { get } = getOwnPropertyDescriptor(prototype, name)!;
  return (self) => apply(get!, self, []) as Answer;
}

export const { stringify, parse } = JSON;
export const now: () => number = Date.now;
export const steady: () => number = performance.now.bind(performance);
export const fillWithChance = crypto.getRandomValues.bind(crypto) as (bytes: Uint8Array) => void;
export const textOf = String;
export const { isFinite: isFiniteNumber } = Number;
export const find = method(RegExp.prototype.exec);
export const sliceText = method(String.prototype.slice) as (text: string, from: number, to: number) => string;

const encoder = new TextEncoder();
const encode = method(TextEncoder.prototype.encode);
const encodeInto = method(TextEncoder.prototype.encodeInto);
const decode = method(TextDecoder.prototype.decode) as (decoder: TextDecoder, bytes: Uint8Array) => string;
const decoder = new TextDecoder("utf-8", { ignoreBOM: true });
export const toUtf8 = (text: string): Uint8Array<ArrayBuffer> => encode(encoder, text) as Uint8Array<ArrayBuffer>;
export const fromUtf8 = (bytes: Uint8Array): string => decode(decoder, bytes);
/** The most of a text that has room. */
export const cutToFit = (text: string, room: Uint8Array<ArrayBuffer>): string =>
  sliceText(text, 0, encodeInto(encoder, text, room).read);

const TypedArray = getPrototypeOf(Uint8Array.prototype)!;
const typeTag = getter<string | undefined>(TypedArray, Symbol.toStringTag);
const viewSize = getter<number>(TypedArray, "byteLength");
const bufferSize = getter<number>(ArrayBuffer.prototype, "byteLength");
const put = method(Uint8Array.prototype.set) as (to: Uint8Array, from: Uint8Array) => void;
const Bytes = Uint8Array;

export const isBytes = (value: unknown): value is Uint8Array => typeTag(value) === "Uint8Array";
export const sizeOf = (bytes: Uint8Array): number => viewSize(bytes);

/** Undefined of what is no ArrayBuffer: only the getter itself knows. */
export function sizeOfBuffer(value: unknown): number | undefined {
  try {
    return bufferSize(value);
  } catch {
    return undefined;
  }
}

export const noBytes = (): Uint8Array<ArrayBuffer> => new Bytes(0);

/** Bytes of their own, of which nobody else has a view. */
export function copyOf(bytes: Uint8Array): Uint8Array<ArrayBuffer> {
  const copy = new Bytes(sizeOf(bytes));
  put(copy, bytes);
  return copy;
}
export const viewOf = (buffer: ArrayBuffer): Uint8Array<ArrayBuffer> => new Bytes(buffer);

const Later = Promise;
const then = method(Promise.prototype.then) as (
  promise: Promise<unknown>,
  settled: (value: unknown) => void,
  failed: (why: unknown) => void,
) => void;

/** Instead of `await`, which asks a promise's prototype who made it. */
export function whenSettled(ask: () => unknown, settled: (value: unknown) => void, failed: (why: unknown) => void): void {
  const promise = new Later((resolve) => resolve(ask()));
  defineProperty(promise, "constructor", { __proto__: null, value: undefined } as PropertyDescriptor);
  then(promise, settled, failed);
}
