// @ts-check
// What the benchmark of text asks of each contestant. All are driven through this, and none is given more to do than
// the others; each runs in a process of its own.

/**
 * @typedef {object} TextEngine
 * @property {string} who as the samples name it
 * @property {string} [form] what its text is, if it has more than one kind
 * @property {"code points" | "UTF-16"} units in which it counts positions
 * @property {(author: number, tells: boolean) => TextDoc} open
 * @property {(file: Uint8Array) => TextDoc} load with its history, to be edited
 * @property {(file: Uint8Array) => string} textOf of an encoded text, which is not kept
 * @property {Costs} [costs] what an edit takes it, if that is much: what would take too long is left out
 * @property {() => number} [memoryUsed] its own count of the bytes that it has in use, if it has one
 *
 * Microseconds: of an edit, of one that is told, and of one that others take as well.
 * @typedef {{ typed: number, told: number, together: number }} Costs
 *
 * @typedef {object} TextDoc
 * @property {(position: number, erased: number, inserted: string) => void} edit one transaction
 * @property {() => Uint8Array} tell the update of the edit before
 * @property {(update: Uint8Array) => void} take
 * @property {() => Uint8Array} encode with its whole history
 * @property {() => string} text
 * @property {() => void} close
 *
 * @typedef {object} YjsEngine
 * @property {string} who
 * @property {(author: number, tells: boolean) => YjsDoc} open
 *
 * Its updates are of version 1, its encoding of version 2; what is typed goes to the root `t`.
 * @typedef {TextDoc & { merge(version2: Uint8Array): void, textOf(root: string): string }} YjsDoc
 */

/** Numbers as long as those that are drawn by chance: they are a good part of every update. */
export const identities = {
  /** @param {number} author */
  yjs: (author) => 3_141_592_653 + author,
  /** @param {number} author */
  jsonJoy: (author) => 4_141_592_653_589_793 + author,
  /** @param {number} author */
  loro: (author) => 11_415_926_535_897_932_384n + BigInt(author),
  /** @param {number} author */
  automerge: (author) => `3141592653589793238462643383279${author}`,
  /** @param {number} author */
  diamondTypes: (author) => `author-${author}`,
};
