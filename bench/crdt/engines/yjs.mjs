// @ts-check
// Maps of Yjs, which has no counters.
import * as Y from "yjs";

/** @type {import("../things.mjs").CrdtEngine} */
export const engine = {
  who: "yjs",
  open(kind, author) {
    const doc = new Y.Doc();
    doc.clientID = 3_141_592_653 + author;
    const map = doc.getMap("m");
    const keyOf = kind === "map" ? (/** @type {string} */ key) => key : () => "it";
    return {
      put: (keys, numbers) =>
        doc.transact(() => {
          for (const [i, key] of keys.entries()) map.set(keyOf(key), numbers[i]);
        }),
      count: () => (kind === "map" ? map.size : Number(map.get("it"))),
      encode: () => Y.encodeStateAsUpdateV2(doc),
      read(bytes) {
        const read = new Y.Doc();
        Y.applyUpdateV2(read, bytes);
        return read.getMap("m").size;
      },
      tell: () => Y.encodeStateAsUpdateV2(doc),
      merge: (told) => Y.applyUpdateV2(doc, told),
      close: () => doc.destroy(),
    };
  },
};
