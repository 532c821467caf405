// @ts-check
// Our text as WebAssembly, each edit one call or two from JavaScript; and, beside it, whole traces in one call.
import { call, crossing, expectDone, memoryUsed, who } from "./module.mjs";

const [insert, erase, tell, take] = [call("text_insert"), call("text_erase"), call("text_tell"), call("text_take")];
const [show, encode, close] = [call("text_show"), call("text_encode"), call("text_close")];

/** @param {number} open @returns {import("../engine.mjs").TextDoc} */
const docOf = (open) => ({
  edit(position, erased, inserted) {
    if (erased > 0) erase(open, position, erased);
    if (inserted !== "") insert(open, position, crossing.putText(inserted));
  },
  tell: () => crossing.shown(tell(open)),
  take: (update) => expectDone(take(open, crossing.put(update))),
  encode: () => crossing.shown(encode(open)),
  text: () => crossing.shownText(show(open)),
  close: () => void close(open),
});

/** @type {import("../engine.mjs").TextEngine} */
export const text = {
  who,
  units: "code points",
  open: (author, tells) => docOf(call("text_open")(author, Number(tells))),
  load: (file) => docOf(call("text_load")(crossing.put(file))),
  textOf: (file) => crossing.shownText(call("text_of_file")(crossing.put(file))),
  memoryUsed,
};

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
