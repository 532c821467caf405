// @ts-check
// The text of Automerge: a document is a value, and each edit gives the next one.
import * as A from "@automerge/automerge";

import { identities } from "../engine.mjs";

/** @typedef {A.Doc<{ t: string }>} Text */

/** @param {Text} doc @returns {import("../engine.mjs").TextDoc} */
const docOf = (doc) => ({
  edit(position, erased, inserted) {
    doc = A.change(doc, (draft) => A.splice(draft, ["t"], position, erased, inserted));
  },
  tell: () => A.getLastLocalChange(doc) ?? new Uint8Array(),
  take(update) {
    [doc] = A.applyChanges(doc, [update]);
  },
  encode: () => A.save(doc),
  text: () => doc.t,
  close: () => A.free(doc),
});

// Everybody begins with the same empty text.
const empty = A.save(A.from({ t: "" }, identities.automerge(0)));

/** @param {Uint8Array} file @param {number} author */
const load = (file, author = 9) => docOf(A.load(file, identities.automerge(author)));

/** @type {import("../engine.mjs").TextEngine} */
export const text = {
  who: "automerge",
  units: "UTF-16",
  costs: { typed: 80, told: 90, together: 200 },
  open: (author) => load(empty, author),
  load,
  textOf(file) {
    const doc = load(file);
    const text = doc.text();
    doc.close();
    return text;
  },
};
