// @ts-check
// What the contestant and the rows have in common.

/** Who is measured: a page, by what it dials. */
export const contestants = /** @type {const} */ ({
  "selvage wasm": { site: "ours", page: "direct" },
  "js-libp2p and Yjs, ws": { site: "theirs", page: "ws" },
  "js-libp2p and Yjs, webrtc-direct": { site: "theirs", page: "direct" },
});

export const whats = {
  cold: "page load to synced state, cold",
  warm: "page load to synced state, warm",
  transfer: "what a cold page fetches, gzip",
};

/** A busy machine lengthens the one more than the other. @param {string} what */
export const processorOf = (what) => `${what}, processors' time of the browser`;
