// @ts-check
// Our document of Yjs as WebAssembly, each edit and each update one call or two from JavaScript.
import { call, crossing, expectDone, memoryUsed, who } from "./module.mjs";

const [edit, tell, take] = [call("yjs_edit"), call("yjs_tell"), call("yjs_take")];
const [show, encode, close] = [call("yjs_show"), call("yjs_encode"), call("yjs_close")];

/** @param {number} author @returns {import("../engine.mjs").YjsDoc} */
function open(author) {
  const open = call("yjs_open")(author);
  const textOf = (/** @type {string} */ root) => crossing.shownText(show(open, crossing.putText(root)));
  return {
    edit: (position, erased, inserted) => expectDone(edit(open, position, erased, crossing.putText(inserted))),
    tell: () => crossing.shown(tell(open)),
    take: (update) => expectDone(take(open, crossing.put(update), 0)),
    merge: (update) => expectDone(take(open, crossing.put(update), 1)),
    encode: () => crossing.shown(encode(open)),
    text: () => textOf("t"),
    textOf,
    close: () => void close(open),
  };
}

/** @param {Uint8Array} file */
function load(file) {
  const doc = open(9);
  doc.merge(file);
  return doc;
}

/** @type {import("../engine.mjs").TextEngine} */
export const text = {
  who,
  form: " as Yjs",
  units: "UTF-16",
  open,
  load,
  textOf(file) {
    const doc = load(file);
    const text = doc.text();
    doc.close();
    return text;
  },
  memoryUsed,
};

/** @type {import("../engine.mjs").YjsEngine} */
export const yjs = { who, open };
