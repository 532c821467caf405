// @ts-check
// The text of y-crdt, which is Yjs in Rust, as WebAssembly.
import * as Y from "ywasm";

import { identities } from "../engine.mjs";

/** @param {number} author @param {boolean} tells @returns {import("../engine.mjs").YjsDoc} */
function open(author, tells) {
  const doc = new Y.YDoc({ clientID: identities.yjs(author) });
  const text = doc.getText("t");
  /** @type {Uint8Array} */
  let told = new Uint8Array();
  if (tells)
    doc.onUpdate((/** @type {Uint8Array} */ update) => {
      told = update;
    });
  return {
    edit(position, erased, inserted) {
      const transaction = doc.beginTransaction(undefined);
      if (erased > 0) text.delete(position, erased, transaction);
      if (inserted !== "") text.insert(position, inserted, undefined, transaction);
      transaction.free();
    },
    tell: () => told,
    take: (update) => Y.applyUpdate(doc, update, undefined),
    merge: (update) => Y.applyUpdateV2(doc, update, undefined),
    encode: () => Y.encodeStateAsUpdateV2(doc),
    text: () => text.toString(undefined),
    textOf: (root) => doc.getText(root).toString(undefined),
    close: () => doc.free(),
  };
}

/** @param {Uint8Array} file */
function load(file) {
  const doc = open(9, false);
  doc.merge(file);
  return doc;
}

/** @type {import("../engine.mjs").TextEngine} */
export const text = {
  who: "ywasm",
  units: "UTF-16",
  costs: { typed: 48, told: 60, together: 100 },
  open,
  load,
  textOf(file) {
    const doc = load(file);
    const text = doc.text();
    doc.close();
    return text;
  },
};

/** @type {import("../engine.mjs").YjsEngine} */
export const yjs = { who: text.who, open };
