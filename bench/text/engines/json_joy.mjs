// @ts-check
// The text of json-joy: what was edited since the last flush is one patch.
import { Model } from "json-joy/lib/json-crdt/index.js";
import { Patch } from "json-joy/lib/json-crdt-patch/index.js";

import { identities } from "../engine.mjs";

/** @param {Model} model @returns {import("../engine.mjs").TextDoc} */
const docOf = (model) => {
  const text = model.api.str(["t"]);
  let last = new Patch();
  return {
    edit(position, erased, inserted) {
      if (erased > 0) text.del(position, erased);
      if (inserted !== "") text.ins(position, inserted);
      last = model.api.flush();
    },
    tell: () => last.toBinary(),
    take: (update) => model.applyPatch(Patch.fromBinary(update)),
    encode: () => model.toBinary(),
    text: () => text.view(),
    close: () => {},
  };
};

// Everybody begins with the same empty text.
const empty = Model.create(undefined, identities.jsonJoy(8));
empty.api.set({ t: "" });
empty.api.flush();
const beginning = empty.toBinary();

/** @param {Uint8Array} file @param {number} author */
const load = (file, author = 9) => docOf(Model.load(file, identities.jsonJoy(author)));

/** @type {import("../engine.mjs").TextEngine} */
export const text = {
  who: "json-joy",
  units: "UTF-16",
  open: (author) => load(beginning, author),
  load,
  textOf: (file) => load(file).text(),
};
