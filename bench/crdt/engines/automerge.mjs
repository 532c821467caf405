// @ts-check
// Maps and counters of Automerge.
import * as A from "@automerge/automerge";

/** @typedef {{ m: Record<string, number | A.Counter>, it: A.Counter, value: number }} Root */

// Everybody begins with the same.
const beginning = A.save(A.from({ m: {}, it: new A.Counter(0), value: 0 }, "31415926535897932384626433832790"));

/** @type {Record<string, (root: Root, keys: string[], numbers: number[]) => void>} */
const putters = {
  map({ m }, keys, numbers) {
    for (const [i, key] of keys.entries()) m[key] = numbers[i] ?? 0;
  },
  counters({ m }, keys) {
    for (const key of keys) m[key] = new A.Counter(1);
  },
  counter({ it }, keys) {
    for (let i = 0; i < keys.length; ++i) it.increment(1);
  },
  "single value"(root, keys, numbers) {
    for (let i = 0; i < keys.length; ++i) root.value = numbers[i] ?? 0;
  },
};

/** @type {import("../things.mjs").CrdtEngine} */
export const engine = {
  who: "automerge",
  open(kind, author) {
    /** @type {A.Doc<Root>} */
    let doc = A.load(beginning, `3141592653589793238462643383279${author + 1}`);
    return {
      put(keys, numbers) {
        doc = A.change(doc, (root) => putters[kind]?.(root, keys, numbers));
      },
      count() {
        if (kind === "counter") return doc.it.value;
        return kind === "single value" ? doc.value : Object.keys(doc.m).length;
      },
      encode: () => A.save(doc),
      read(bytes) {
        const read = /** @type {A.Doc<Root>} */ (A.load(bytes));
        const count = Object.keys(read.m).length;
        A.free(read);
        return count;
      },
      tell: () => A.save(doc),
      merge(told) {
        doc = A.loadIncremental(doc, told);
      },
      close: () => A.free(doc),
    };
  },
};
