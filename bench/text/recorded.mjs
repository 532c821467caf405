// @ts-check
// Editing traces as their collection has them (github.com/josephg/editing-traces), turned into ours.
//
// Their positions count code points. In a concurrent trace every transaction names those that it follows, and its
// positions are those of the text that its author had. We replay it with one text for each author, which hears of the
// transactions of others when its own first follow them.
import { readFileSync } from "node:fs";
import { gunzipSync } from "node:zlib";

/** @typedef {import("./trace.mjs").Edit} Edit */
/** @typedef {[position: number, erased: number, inserted: string]} Patch */
/**
 * @typedef {{ patches: Patch[], parents?: number[], agent?: number }} Transaction
 * @typedef {{ endContent: string, numAgents?: number, txns: Transaction[] }} Recorded
 */

/** @param {string} file @returns {Recorded} */
export const readRecorded = (file) => JSON.parse(gunzipSync(readFileSync(file)).toString());

/** @param {Recorded} recorded */
export function traceOf({ endContent, numAgents = 1, txns }) {
  const edits = numAgents > 1 ? concurrentEdits(txns, numAgents) : txns.flatMap(({ patches }) => patches.map(editOf));
  const needsUnits = edits.some(({ inserted }) => /[\u{10000}-\u{10ffff}]/u.test(inserted));
  if (needsUnits && numAgents > 1) throw new Error("positions of concurrent edits in UTF-16 units are not worked out");
  return { authors: numAgents, edits: needsUnits ? withUnits(edits) : edits, end: endContent };
}

/** @param {Patch} patch @returns {Edit} */
const editOf = ([position, erased, inserted]) => ({
  author: 0,
  position,
  erased,
  positionUnits: position,
  erasedUnits: erased,
  takes: [],
  inserted,
});

/** Only where it matters: it copies the text for every edit. @param {Edit[]} edits */
function withUnits(edits) {
  const text = /** @type {string[]} */ ([]);
  return edits.map((edit) => {
    const positionUnits = text.slice(0, edit.position).join("").length;
    const gone = text.splice(edit.position, edit.erased, ...edit.inserted);
    return { ...edit, positionUnits, erasedUnits: gone.join("").length };
  });
}

/**
 * Of each author so many transactions are known to a text as its vector says.
 * @param {Transaction[]} transactions
 * @param {number} authors
 */
function concurrentEdits(transactions, authors) {
  const nothing = Array.from({ length: authors }, () => 0);
  /** @type {number[][]} what is known when a transaction is done */
  const after = [];
  /** @type {number[][][]} by author and transaction, its edits */
  const done = nothing.map(() => []);
  /** @type {number[][]} by author */
  const known = nothing.map(() => nothing);
  /** @type {Edit[]} */
  const edits = [];
  /** @param {number} author @param {number[]} wanted */
  const takesFor = (author, wanted) => {
    const mine = known[author] ?? nothing;
    known[author] = wanted;
    return done.flatMap((theirs, other) => theirs.slice(mine[other], wanted[other]).flat()).sort((left, right) => left - right);
  };
  for (const { patches, parents = [], agent = 0 } of transactions) {
    const wanted = parents.reduce((sum, parent) => latest(sum, after[parent] ?? nothing), nothing);
    if (latest(wanted, known[agent] ?? nothing).some((count, i) => count !== wanted[i]))
      throw new Error("somebody wrote who did not know what they had known before");
    let takes = takesFor(agent, wanted);
    const numbers = patches.map((patch) => {
      edits.push({ ...editOf(patch), author: agent, takes });
      takes = [];
      return edits.length - 1;
    });
    done[agent]?.push(numbers);
    known[agent] = wanted.map((count, author) => count + Number(author === agent));
    after.push(known[agent] ?? nothing);
  }
  const all = done.map(({ length }) => length);
  const last = all.map((_, author) => ({ ...editOf([0, 0, ""]), author, takes: takesFor(author, all) }));
  return [...edits, ...last];
}

/** @param {number[]} left @param {number[]} right */
const latest = (left, right) => left.map((count, i) => Math.max(count, right[i] ?? 0));
