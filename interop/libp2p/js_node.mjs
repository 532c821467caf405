// @ts-check
// A node of js-libp2p as the tests want it: its limits on how many may come at once lifted, any address
// may be dialled, and its muxer may be negotiated in either way. Runs in pages too; the transports come
// from the caller, since pages have others.
import { generateKeyPair, generateKeyPairFromSeed } from "@libp2p/crypto/keys";
import { gossipsub } from "@libp2p/gossipsub";
import { identify, identifyPush } from "@libp2p/identify";
import { noise } from "@libp2p/noise";
import { ping } from "@libp2p/ping";
import { yamux } from "@libp2p/yamux";
import { createLibp2p } from "libp2p";
import { fromHex } from "./bytes.mjs";

/** @typedef {import("@libp2p/interface").ConnectionEncrypter} ConnectionEncrypter */
/** @typedef {(components: any) => ConnectionEncrypter} MakeEncrypter */

/**
 * @typedef {object} NodeOptions
 * @property {any[]} transports
 * @property {MakeEncrypter} [security] noise unless told
 * @property {"extension" | "multistream"} [muxer] how yamux is agreed on, behind noise: by extension unless told
 * @property {string} [identity] the seed of the Ed25519 key, in hexadecimal; else a new one
 * @property {string} [agent]
 * @property {any[]} [discovery]
 * @property {boolean} [gossipsub] true unless told
 * @property {(peer: string, early: string | null) => void} [onSecured] told which muxer was agreed on
 *   while securing, null if none
 */

const unlimited = 10_000;

/**
 * The same encrypter, watched; without early muxers it neither offers nor takes one.
 * @param {MakeEncrypter} make
 * @param {NodeOptions} options
 * @returns {MakeEncrypter}
 */
function watched(make, options) {
  return (components) => {
    const encrypter = make(components);
    const skip = options.muxer === "multistream" ? { skipStreamMuxerNegotiation: true } : {};
    /** @param {import("@libp2p/interface").SecuredConnection} secured */
    const tell = (secured) => {
      options.onSecured?.(secured.remotePeer?.toString() ?? "", secured.streamMuxer?.protocol ?? null);
      return secured;
    };
    return {
      protocol: encrypter.protocol,
      secureInbound: async (stream, given) => tell(await encrypter.secureInbound(stream, { ...given, ...skip })),
      secureOutbound: async (stream, given) => tell(await encrypter.secureOutbound(stream, { ...given, ...skip })),
    };
  };
}

/** @param {NodeOptions} options */
export async function createNode(options) {
  const { identity, agent = "js-libp2p-interop/1", discovery = [] } = options;
  const key = identity ? await generateKeyPairFromSeed("Ed25519", fromHex(identity)) : await generateKeyPair("Ed25519");
  return createLibp2p({
    privateKey: key,
    nodeInfo: { userAgent: agent },
    transports: options.transports,
    connectionEncrypters: [watched(options.security ?? /** @type {MakeEncrypter} */ (noise()), options)],
    streamMuxers: [/** @type {any} */ (yamux())],
    peerDiscovery: discovery,
    connectionGater: { denyDialMultiaddr: () => false },
    connectionManager: {
      inboundConnectionThreshold: unlimited,
      maxIncomingPendingConnections: unlimited,
      reconnectRetries: 0,
    },
    connectionMonitor: { enabled: false }, // Its pings would be counted with ours.
    services: {
      identify: identify(),
      identifyPush: identifyPush(),
      // Its last ping's stream may not be closed by both yet: with webrtc-direct that takes a round trip more.
      ping: ping({ maxOutboundStreams: 4 }),
      ...(options.gossipsub !== false && { pubsub: gossipsub({ allowPublishToZeroTopicPeers: true }) }),
    },
  });
}
