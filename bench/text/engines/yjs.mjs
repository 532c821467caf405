// @ts-check
// The text of Yjs itself.
import * as Y from "yjs";

import { identities } from "../engine.mjs";

/** @param {number} author @param {boolean} tells @returns {import("../engine.mjs").YjsDoc} */
function open(author, tells) {
  const doc = new Y.Doc();
  doc.clientID = identities.yjs(author);
  const text = doc.getText("t");
  /** @type {Uint8Array} */
  let told = new Uint8Array();
  if (tells)
    doc.on("update", (update) => {
      told = update;
    });
  return {
    edit: (position, erased, inserted) =>
      doc.transact(() => {
        if (erased > 0) text.delete(position, erased);
        if (inserted !== "") text.insert(position, inserted);
      }),
    tell: () => told,
    take: (update) => Y.applyUpdate(doc, update),
    merge: (update) => Y.applyUpdateV2(doc, update),
    encode: () => Y.encodeStateAsUpdateV2(doc),
    text: () => text.toString(),
    textOf: (root) => doc.getText(root).toString(),
    close: () => doc.destroy(),
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
  who: "yjs",
  units: "UTF-16",
  costs: { typed: 5, told: 7, together: 20 },
  open,
  load,
  textOf: (file) => load(file).text(),
};

/** @type {import("../engine.mjs").YjsEngine} */
export const yjs = { who: text.who, open };
