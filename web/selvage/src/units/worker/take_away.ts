// Takes everything from the Worker's global object that a unit must not find (WU7, UB3), before there is one. What stays is
// named, so that what browsers invent next year goes as well.

const ecmascript = `
  AggregateError Array ArrayBuffer AsyncDisposableStack Atomics BigInt BigInt64Array BigUint64Array Boolean DataView Date
  DisposableStack Error EvalError FinalizationRegistry Float16Array Float32Array Float64Array Function Infinity Int16Array
  Int32Array Int8Array Intl Iterator JSON Map Math NaN Number Object Promise Proxy RangeError ReferenceError Reflect RegExp
  Set SharedArrayBuffer String SuppressedError Symbol SyntaxError TypeError URIError Uint16Array Uint32Array Uint8Array
  Uint8ClampedArray WeakMap WeakRef WeakSet decodeURI decodeURIComponent encodeURI encodeURIComponent escape eval globalThis
  isFinite isNaN parseFloat parseInt undefined unescape`;
const besides = "WebAssembly TextEncoder TextDecoder";
const stays = new Set(`${ecmascript} ${besides}`.trim().split(/\s+/));

/** The names that would not go, and are more than a constant. */
export function takeAway(scope: object): string[] {
  const left: string[] = [];
  for (let object: object | null = scope; object && object !== Object.prototype; object = Reflect.getPrototypeOf(object)) {
    for (const name of Reflect.ownKeys(object)) {
      if (object === scope && stays.has(String(name))) continue;
      if (!Reflect.deleteProperty(object, name) && !isConstant(object, name)) left.push(String(name));
    }
  }
  for (const name of ["compileStreaming", "instantiateStreaming"]) Reflect.deleteProperty(WebAssembly, name);
  return left;
}

function isConstant(object: object, name: PropertyKey): boolean {
  const left = Reflect.getOwnPropertyDescriptor(object, name);
  return left !== undefined && "value" in left && typeof left.value === "number";
}
