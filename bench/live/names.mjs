// @ts-check
// What the contestant and the rows have in common.

export const ours = { through: "selvage wasm, through a terminal", direct: "selvage wasm, tab to tab", watch: "selvage wasm" };
export const theirs = "js-libp2p and Yjs, through Node";

export const whats = {
  own: "a key in a tab to a script of that tab",
  seen: "a key in a tab to a script of another tab",
  painted: "a key in a tab to a frame of another tab",
  line: "a key in a tab to a line of `selvage watch`",
};

/** @param {string} what @param {number} share */
export const named = (what, share) => `${what}, p${share * 100}`;
export const shares = [0.5, 0.99];
