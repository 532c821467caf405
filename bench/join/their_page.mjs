// @ts-check
// The page of the comparison: js-libp2p and Yjs with y-indexeddb, as one puts them together; it dials what stands behind
// the # of its address. It has neither members nor signatures, nor a mesh: only what the measure needs.
import { generateKeyPair } from "@libp2p/crypto/keys";
import { identify } from "@libp2p/identify";
import { noise } from "@libp2p/noise";
import { yamux } from "@libp2p/yamux";
import { multiaddr } from "@multiformats/multiaddr";
import { createLibp2p } from "libp2p";
import { IndexeddbPersistence } from "y-indexeddb";
import * as Y from "yjs";

import { connectDocument, protocol } from "./yjs_streams.mjs";

/** @param {any} transport @param {Y.Doc} doc */
export async function startPage(transport, doc) {
  new IndexeddbPersistence("state", doc); // What is kept is read while the connection is made.
  const node = await createLibp2p({
    privateKey: await generateKeyPair("Ed25519"),
    transports: [transport],
    connectionEncrypters: [noise()],
    streamMuxers: [/** @type {any} */ (yamux())],
    connectionGater: { denyDialMultiaddr: () => false },
    services: { identify: identify() },
  });
  connectDocument(await node.dialProtocol(multiaddr(location.hash.slice(1)), protocol), doc);
}

/** @param {any} transport */
export async function syncOver(transport) {
  const wanted = new URLSearchParams(location.search).get("wanted");
  const doc = new Y.Doc();
  const state = doc.getMap("state");
  state.observe(() => {
    if (state.get("version") === wanted) console.log(JSON.stringify({ synced: performance.now(), entries: state.size }));
  });
  await startPage(transport, doc);
}
