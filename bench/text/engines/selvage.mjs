// @ts-check
// Ours as WebAssembly, each edit one call or two from JavaScript; and, beside it, whole traces in one call.
import { Crossing, openModule } from "../../frame/module.mjs";

/** @typedef {import("../engine.mjs").TextEngine} TextEngine */
/** @typedef {import("../engine.mjs").TextDoc} TextDoc */
/** @typedef {import("../engine.mjs").YjsEngine} YjsEngine */

const exports = openModule("bench_text");
const crossing = new Crossing(exports);
export const who = "selvage wasm";

const call = /** @type {(name: string) => (...numbers: number[]) => number} */ (
  (name) => exports[name] ?? (() => { throw new Error(`the module has no ${name}`); })
);
const [insert, erase, tell] = [call("text_insert"), call("text_erase"), call("text_tell")];
const [takeText, show, encode, close] = [call("text_take"), call("text_show"), call("text_encode"), call("text_close")];
const [yjsEdit, yjsTell, yjsTake] = [call("yjs_edit"), call("yjs_tell"), call("yjs_take")];
const [yjsShow, yjsEncode, yjsClose] = [call("yjs_show"), call("yjs_encode"), call("yjs_close")];

/** @param {number | boolean} done */
const expectDone = (done) => {
  if (!done) throw new Error("the module refused what it was given");
};

/** @param {number} open @returns {TextDoc} */
const docOf = (open) => ({
  edit(position, erased, inserted) {
    if (erased > 0) erase(open, position, erased);
    if (inserted !== "") insert(open, position, crossing.putText(inserted));
  },
  tell: () => crossing.shown(tell(open)),
  take: (update) => expectDone(takeText(open, crossing.put(update))),
  encode: () => crossing.shown(encode(open)),
  text: () => crossing.shownText(show(open)),
  close: () => void close(open),
});

/** @type {TextEngine} */
export const text = {
  who,
  units: "code points",
  open: (author, tells) => docOf(call("text_open")(author, Number(tells))),
  load: (file) => docOf(call("text_load")(crossing.put(file))),
  textOf: (file) => crossing.shownText(call("text_of_file")(crossing.put(file))),
  isSlow: false,
  memoryUsed() {
    crossing.forget();
    return call("heap_used")();
  },
};

/** @type {YjsEngine} */
export const yjs = {
  who,
  open(author) {
    const open = call("yjs_open")(author);
    const textOf = (/** @type {string} */ root) => crossing.shownText(yjsShow(open, crossing.putText(root)));
    return {
      edit: (position, erased, inserted) => expectDone(yjsEdit(open, position, erased, crossing.putText(inserted))),
      tell: () => crossing.shown(yjsTell(open)),
      take: (update) => expectDone(yjsTake(open, crossing.put(update), 0)),
      merge: (update) => expectDone(yjsTake(open, crossing.put(update), 1)),
      encode: () => crossing.shown(yjsEncode(open)),
      text: () => textOf("t"),
      textOf,
      close: () => void yjsClose(open),
    };
  },
};

/** Whole traces in one call. */
export const inside = {
  /** @param {Uint8Array} trace */
  open: (trace) => void call("trace_open")(crossing.put(trace)),
  /** @param {boolean} told */
  type: (told) => call("trace_type")(Number(told)),
  /** @param {number} text */
  check(text) {
    expectDone(call("trace_is_typed")(text));
    call("trace_drop")(text);
  },
  close: () => void call("trace_close")(),
};
