// @ts-check
// The text of diamond-types. It has no transactions and no updates: what is told is what came since a version that was
// asked for.
import { Doc } from "diamond-types-node";

import { identities } from "../engine.mjs";

/** @param {Doc} doc @param {boolean} tells @returns {import("../engine.mjs").TextDoc} */
const docOf = (doc, tells) => {
  let before = doc.getLocalVersion();
  return {
    edit(position, erased, inserted) {
      if (tells) before = doc.getLocalVersion();
      if (erased > 0) doc.del(position, erased);
      if (inserted !== "") doc.ins(position, inserted);
    },
    tell: () => doc.getPatchSince(before),
    take: (update) => void doc.mergeBytes(update),
    encode: () => doc.toBytes(),
    text: () => doc.get(),
    close: () => doc.free(),
  };
};

/** @param {Uint8Array} file */
const load = (file) => docOf(Doc.fromBytes(file, identities.diamondTypes(9)), false);

/** @type {import("../engine.mjs").TextEngine} */
export const text = {
  who: "diamond-types",
  units: "code points",
  open: (author, tells) => docOf(new Doc(identities.diamondTypes(author)), tells),
  load,
  textOf(file) {
    const doc = load(file);
    const text = doc.text();
    doc.close();
    return text;
  },
};
