// @ts-check
// One kind of thing through one contestant: node --expose-gc bench/crdt/run.mjs ENGINE KIND --sizes N,N,N
//
// What takes too long is not tried at the next size: some contestants' time grows faster than the size.
import { parseArgs } from "node:util";

import { isEnough, milliseconds, print, sink, timed } from "../frame/measure.mjs";
import { median } from "../frame/statistics.mjs";
import { elementsOfTransaction, hasKeys, keysFor } from "./things.mjs";

/** @typedef {import("./things.mjs").Thing} Thing */

const { positionals, values } = parseArgs({
  allowPositionals: true,
  options: { sizes: { type: "string", default: "" }, milliseconds: { type: "string" } },
});
const [name = "", kind = ""] = positionals;
const sizes = values.sizes.split(",").map(Number);

/** @type {Record<string, () => Promise<{ engine: import("./things.mjs").CrdtEngine }>>} */
const engines = {
  selvage: () => import("./engines/selvage.mjs"),
  yjs: () => import("./engines/yjs.mjs"),
  loro: () => import("./engines/loro.mjs"),
  automerge: () => import("./engines/automerge.mjs"),
};
const load = engines[name];
if (!load) throw new Error(`there is no engine '${name}'`);
const { engine } = await load();

/** The longest that one run may be expected to take. */
const longest = milliseconds * 100;

/** Transactions of every `step`-th of the keys, from the first on. */
function transactionsOf(/** @type {string[]} */ keys, first = 0, step = 1) {
  const numbers = keys.map((_, i) => i).filter((i) => i % step === first);
  return Array.from({ length: Math.ceil(numbers.length / elementsOfTransaction) }, (_, i) => {
    const part = numbers.slice(i * elementsOfTransaction, (i + 1) * elementsOfTransaction);
    return { keys: part.map((i) => keys[i] ?? ""), numbers: part };
  });
}

/** @param {ReturnType<typeof transactionsOf>} transactions @param {number} [author] */
function make(transactions, author = 0) {
  const thing = engine.open(kind, author);
  for (const { keys, numbers } of transactions) thing.put(keys, numbers);
  return thing;
}

/** @param {number} size @param {string} what @param {string} unit @param {number} value */
const figure = (size, what, unit, value) =>
  print({ what: `${kind} of ${size}, ${what}`, who: engine.who, unit, value });

/**
 * @template Prepared
 * @param {number} size
 * @param {string} what
 * @param {() => Prepared} prepare not timed
 * @param {(prepared: Prepared) => unknown} work
 * @param {(prepared: Prepared) => void} after not timed
 * @returns {number} milliseconds of one run
 */
function measure(size, what, prepare, work, after) {
  /** @type {number[]} */
  const times = [];
  let whole = 0; // With what is prepared, which may take much longer.
  do {
    const prepared = timed(prepare);
    const { made, took } = timed(() => work(prepared.made));
    sink.value = made;
    times.push(took);
    whole += prepared.took + took;
    after(prepared.made);
  } while (!isEnough(times.length, whole));
  figure(size, what, "ns", (median(times) * 1e6) / size);
  return median(times);
}

/** @param {number} count @param {number} expected */
function expectCount(count, expected) {
  if (count !== expected) throw new Error(`${name} counts ${count} instead of ${expected}: ${kind}`);
}

/** Once nobody uses what is garbage. */
async function resident() {
  for (let i = 0; i < 4; ++i) {
    globalThis.gc?.();
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
  return process.memoryUsage.rss();
}

/** First of all, before anything else leaves memory behind that could be used again. @param {number} size */
async function measureMemory(size) {
  const transactions = transactionsOf(keysFor(size));
  make(transactions.slice(0, 1)).close();
  const used = engine.memoryUsed ?? resident;
  const before = await used();
  const thing = make(transactions);
  sink.value = thing;
  figure(size, "memory", "B", Math.max(0, (await used()) - before) / size);
  thing.close();
}

/** @param {number} size @returns {number} milliseconds of the longest */
function measureSize(size) {
  const keys = keysFor(size);
  const whole = transactionsOf(keys);
  const expected = kind === "single value" ? size - 1 : size;
  const isOwnCount = hasKeys(kind) || !engine.memoryUsed; // Ours counts what is stored, which is one.
  /** @type {Thing | undefined} */
  let thing;
  const longest = measure(
    size,
    "made",
    () => thing?.close(),
    () => (thing = make(whole)),
    () => isOwnCount && expectCount(thing?.count() ?? 0, expected),
  );
  if (!hasKeys(kind) || !thing) return longest;
  const made = thing;
  const bytes = made.encode();
  figure(size, "encoded size", "B", bytes.length / size);
  const nothing = () => {};
  measure(size, "encoded", nothing, () => made.encode(), nothing);
  measure(size, "read", nothing, () => expectCount(made.read(bytes), size), nothing);
  made.close();
  const [half, otherHalf] = [transactionsOf(keys, 0, 2), transactionsOf(keys, 1, 2)];
  const other = make(otherHalf, 1);
  const told = other.tell();
  other.close();
  const merge = (/** @type {Thing} */ ours) => {
    ours.merge(told);
    expectCount(ours.count(), size);
  };
  return Math.max(longest, measure(size, "merged", () => make(half), merge, (ours) => ours.close()));
}

const middle = sizes[1] ?? 0;
if (hasKeys(kind)) await measureMemory(middle);
let expected = 0;
for (const [i, size] of sizes.entries()) {
  if (i > 0 && expected > longest) break;
  if (hasKeys(kind) && engine.memoryUsed && size !== middle) await measureMemory(size);
  expected = measureSize(size) * ((sizes[i + 1] ?? size) / size);
}
