// @ts-check
// What the contestants and the rows have in common.
import { fileURLToPath } from "node:url";

export const ourPeer = fileURLToPath(new URL("../../build/release/interop/libp2p_peer", import.meta.url));

/** Where they listen, and by how much ours is to be faster than js-libp2p. */
export const transports = {
  tcp: { listen: "/ip4/127.0.0.1/tcp/0", goal: 5 },
  ws: { listen: "/ip4/127.0.0.1/tcp/0/ws", goal: 5 },
  "webrtc-direct": { listen: "/ip4/127.0.0.1/udp/0/webrtc-direct", goal: 4 },
};

/** In a table ours is known by what was measured alone, so that says between whom. @param {string} what @param {string} who */
export const named = (what, who) => `${what}, ${who}`;

export const cipher = "ChaCha20-Poly1305, 16 KiB";

/** Those that a page has. */
export const pageTransports = /** @type {const} */ (["webrtc-direct", "ws"]);

/** Whom our page meets. */
export const tabPairs = /** @type {const} */ ({ native: "our page to ours", tabs: "our page to our page" });
