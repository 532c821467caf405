// @ts-check
// Ours as WebAssembly, each element one call from JavaScript.
import { Crossing, openModule } from "../../frame/module.mjs";
import { kinds } from "../things.mjs";

const exports = openModule("bench_crdt");
const crossing = new Crossing(exports);

/** @param {string} name @returns {(...numbers: number[]) => number} */
function call(name) {
  const found = exports[name];
  if (!found) throw new Error(`the module has no ${name}`);
  return found;
}
const [put, commit] = [call("put"), call("commit")];

/** @type {import("../things.mjs").CrdtEngine} */
export const engine = {
  who: "selvage wasm",
  open(kind, author) {
    const thing = call("open")(kinds.indexOf(kind), author);
    return {
      put(keys, numbers) {
        for (let i = 0; i < keys.length; ++i) put(thing, crossing.putText(keys[i] ?? ""), numbers[i] ?? 0);
        commit(thing);
      },
      count: () => call("count")(thing),
      encode: () => crossing.shown(call("encode")(thing)),
      read: (bytes) => call("read")(thing, crossing.put(bytes)),
      tell: () => crossing.shown(call("tell")(thing)),
      merge: (told) => void call("merge")(thing, crossing.put(told)),
      close: () => void call("close")(thing),
    };
  },
  memoryUsed() {
    crossing.forget();
    return call("heap_used")();
  },
};
