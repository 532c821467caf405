// @ts-check
// The text of Loro: a commit after each edit, whose update comes to whoever subscribed.
import { LoroDoc } from "loro-crdt";

import { identities } from "../engine.mjs";

/** @param {LoroDoc} doc @param {boolean} tells @returns {import("../engine.mjs").TextDoc} */
const docOf = (doc, tells) => {
  const text = doc.getText("t");
  /** @type {Uint8Array} */
  let told = new Uint8Array();
  if (tells)
    doc.subscribeLocalUpdates((update) => {
      told = update;
    });
  return {
    edit(position, erased, inserted) {
      if (erased > 0) text.delete(position, erased);
      if (inserted !== "") text.insert(position, inserted);
      doc.commit();
    },
    tell: () => told,
    take: (update) => void doc.import(update),
    encode: () => doc.export({ mode: "snapshot" }),
    text: () => text.toString(),
    close: () => doc.free(),
  };
};

/** @param {number} author */
function newDoc(author) {
  const doc = new LoroDoc();
  doc.setPeerId(identities.loro(author));
  return doc;
}

/** @param {Uint8Array} file */
function load(file) {
  const doc = newDoc(9);
  doc.import(file);
  return docOf(doc, false);
}

/** @type {import("../engine.mjs").TextEngine} */
export const text = {
  who: "loro",
  units: "UTF-16",
  costs: { typed: 4, told: 12, together: 130 },
  open: (author, tells) => docOf(newDoc(author), tells),
  load,
  textOf(file) {
    const doc = load(file);
    const text = doc.text();
    doc.close();
    return text;
  },
};
