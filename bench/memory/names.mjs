// @ts-check
// What the contestant and the rows have in common.

export const theirs = "js-libp2p and Yjs";

export const whats = {
  rss: "an idle node with one peer, resident",
  pss: "an idle node with one peer, resident, shared pages by share",
  heap: "an idle tab, by the page's own count, more than an empty page",
  browser: "an idle tab, private memory of all the browser's processes, more than an empty page",
  module: "an idle tab, the module's memory",
};
