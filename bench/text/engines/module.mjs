// @ts-check
// The module of bench/text/wasm.cpp.
import { Crossing, openModule } from "../../frame/module.mjs";

export const who = "selvage wasm";

const exports = openModule("bench_text");
export const crossing = new Crossing(exports);

/** @param {string} name @returns {(...numbers: number[]) => number} */
export function call(name) {
  const found = exports[name];
  if (!found) throw new Error(`the module has no ${name}`);
  return found;
}

/** @param {number} done */
export function expectDone(done) {
  if (!done) throw new Error("the module refused what it was given");
}

export function memoryUsed() {
  crossing.forget();
  return call("heap_used")();
}
