// @ts-check
// js-libp2p and Yjs in Node, to which the pages of the comparison connect. Started by fork(): each message is an entry to
// be set, and is answered. A word is the address of another that it connects to.
import "../../interop/libp2p/polyfills.mjs";
import { generateKeyPair } from "@libp2p/crypto/keys";
import { identify } from "@libp2p/identify";
import { noise } from "@libp2p/noise";
import { webRTCDirect } from "@libp2p/webrtc";
import { webSockets } from "@libp2p/websockets";
import { yamux } from "@libp2p/yamux";
import { multiaddr } from "@multiformats/multiaddr";
import { createLibp2p } from "libp2p";
import * as Y from "yjs";

import { connectDocument, protocol } from "./yjs_streams.mjs";

const unlimited = 10_000;

const doc = new Y.Doc();
const node = await createLibp2p({
  privateKey: await generateKeyPair("Ed25519"),
  transports: [webSockets(), webRTCDirect()],
  connectionEncrypters: [noise()],
  streamMuxers: [/** @type {any} */ (yamux())],
  addresses: { listen: ["/ip4/127.0.0.1/tcp/0/ws", "/ip4/127.0.0.1/udp/0/webrtc-direct"] },
  connectionGater: { denyDialMultiaddr: () => false },
  connectionManager: { inboundConnectionThreshold: unlimited, maxIncomingPendingConnections: unlimited },
  services: { identify: identify() },
});
await node.handle(protocol, (stream) => connectDocument(stream, doc));

const [other] = process.argv.slice(2);
if (other !== undefined) connectDocument(await node.dialProtocol(multiaddr(other), protocol), doc);

process.on("message", (/** @type {{ key: string, value: string }} */ { key, value }) => {
  doc.getMap("state").set(key, value);
  process.send?.({ key });
});
process.on("disconnect", () => process.exit()); // node-datachannel would keep the process alive.
if (!process.connected) process.exit();
process.send?.({ addresses: node.getMultiaddrs().map(String) });
