// @ts-check
// A large document of Yjs, merged into an empty one as one update, and written again: node merge.mjs ENGINE DOCUMENT
import { measureRuns } from "../frame/measure.mjs";
import { expectText, inside, name, prepared, yjs } from "./contestant.mjs";

if (!yjs) throw new Error("only documents of Yjs can be merged");
const { who, open } = yjs;
const update = new Uint8Array(prepared("yjs"));
const text = prepared("text").toString();
const asYjs = prepared("v2");

function mergeAndShow() {
  const doc = open(1, false);
  doc.merge(update);
  return { doc, is: doc.textOf("text") };
}

measureRuns(`${name}, merged`, who, mergeAndShow, ({ doc, is }) => {
  expectText(is, text);
  doc.close();
});

const { doc } = mergeAndShow();
measureRuns(`${name}, encoded again`, who, () => doc.encode(), (bytes) => {
  // Others promise no more than the same content.
  if (inside && !asYjs.equals(bytes)) throw new Error(`${name} is not encoded as Yjs encodes it`);
});
