// @ts-check
// Maps and counters of Loro.
import { LoroCounter, LoroDoc } from "loro-crdt";

/** @type {Record<string, (doc: LoroDoc, keys: string[], numbers: number[]) => void>} */
const putters = {
  map(doc, keys, numbers) {
    const map = doc.getMap("m");
    for (const [i, key] of keys.entries()) map.set(key, numbers[i]);
  },
  counters(doc, keys) {
    const map = doc.getMap("m");
    for (const key of keys) map.getOrCreateContainer(key, new LoroCounter()).increment(1);
  },
  counter(doc, keys) {
    const counter = doc.getCounter("it");
    for (let i = 0; i < keys.length; ++i) counter.increment(1);
  },
  "single value"(doc, keys, numbers) {
    const map = doc.getMap("m");
    for (let i = 0; i < keys.length; ++i) map.set("it", numbers[i]);
  },
};

/** @param {number} author */
function newDoc(author) {
  const doc = new LoroDoc();
  doc.setPeerId(11_415_926_535_897_932_384n + BigInt(author));
  return doc;
}

/** @type {import("../things.mjs").CrdtEngine} */
export const engine = {
  who: "loro",
  open(kind, author) {
    const doc = newDoc(author);
    const put = putters[kind];
    return {
      put(keys, numbers) {
        put?.(doc, keys, numbers);
        doc.commit();
      },
      count() {
        if (kind === "counter") return doc.getCounter("it").value;
        return kind === "single value" ? Number(doc.getMap("m").get("it")) : doc.getMap("m").size;
      },
      encode: () => doc.export({ mode: "snapshot" }),
      read(bytes) {
        const read = newDoc(9);
        read.import(bytes);
        const { size } = read.getMap("m");
        read.free();
        return size;
      },
      tell: () => doc.export({ mode: "update" }),
      merge: (told) => void doc.import(told),
      close: () => doc.free(),
    };
  },
};
