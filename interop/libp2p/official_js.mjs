#!/usr/bin/env node
// @ts-check
// js-libp2p as the official interop suites run their programs: what to do is in the environment, the
// listener leaves its address in Redis, the dialer dials it, pings once and prints how long that took.
// Both contracts: transport tests of libp2p/unified-testing, and, if their lower-case names are given,
// those of libp2p/test-plans. README.md says more.
import "./polyfills.mjs";
import { tcp } from "@libp2p/tcp";
import { webRTCDirect } from "@libp2p/webrtc";
import { webSockets } from "@libp2p/websockets";
import { multiaddr } from "@multiformats/multiaddr";
import { createNode } from "./js_node.mjs";
import { Redis } from "./redis.mjs";

const waitMax = 60; // Seconds for the listener's address.

/** @type {Record<string, { make: () => any, listen: (ip: string) => string }>} */
const transports = {
  tcp: { make: tcp, listen: (ip) => `/ip4/${ip}/tcp/0` },
  ws: { make: webSockets, listen: (ip) => `/ip4/${ip}/tcp/0/ws` },
  "webrtc-direct": { make: webRTCDirect, listen: (ip) => `/ip4/${ip}/udp/0/webrtc-direct` },
};

/** What both contracts ask for, by names of ours. @param {NodeJS.ProcessEnv} env */
function readContract(env) {
  const isOld = env["transport"] !== undefined;
  const get = (/** @type {string} */ now, /** @type {string} */ before) => env[isOld ? before : now];
  const contract = {
    isOld,
    isDialer: get("IS_DIALER", "is_dialer") === "true",
    redis: get("REDIS_ADDR", "redis_addr") ?? "redis:6379",
    key: isOld ? "listenerAddr" : `${env["TEST_KEY"]}_listener_multiaddr`,
    transport: get("TRANSPORT", "transport") ?? "",
    security: get("SECURE_CHANNEL", "security"),
    muxer: get("MUXER", "muxer"),
    ip: get("LISTENER_IP", "ip") ?? "0.0.0.0",
  };
  if (!isOld && !env["TEST_KEY"]) throw new Error("TEST_KEY is not set");
  if (!transports[contract.transport]) throw new Error(`the transport "${contract.transport}" is unknown`);
  if ((contract.security ?? "noise") !== "noise") throw new Error(`no security "${contract.security}" here, but noise`);
  if ((contract.muxer ?? "yamux") !== "yamux") throw new Error(`no muxer "${contract.muxer}" here, but yamux`);
  return contract;
}

const contract = readContract(process.env);
const transport = /** @type {(typeof transports)[string]} */ (transports[contract.transport]);
const node = await createNode({ transports: [transport.make()], gossipsub: false });
const redis = await Redis.connect(contract.redis);

async function dial() {
  // The document speaks of polling a value, the programs push to a list and pop from it.
  const popped = await redis.ask("BLPOP", contract.key, waitMax);
  if (!Array.isArray(popped)) throw new Error(`no address of the listener within ${waitMax} s`);
  const address = multiaddr(popped[1]);
  console.error(`dialling ${address}`);
  const began = performance.now();
  await node.dial(address);
  const connected = performance.now();
  /** @type {any} */
  const { ping } = node.services;
  await ping.ping(address);
  const ended = performance.now();
  const [whole, round] = [(ended - began).toFixed(3), (ended - connected).toFixed(3)];
  if (contract.isOld) console.log(`{"handshakePlusOneRTTMillis":${whole},"pingRTTMilllis":${round}}`);
  else console.log(`latency:\n  handshake_plus_one_rtt: ${whole}\n  ping_rtt: ${round}\n  unit: ms`);
}

async function listen() {
  /** @type {any} */
  const inner = node;
  await inner.components.transportManager.listen([multiaddr(transport.listen(contract.ip))]);
  const addresses = node.getMultiaddrs().map(String);
  const address = addresses.find((one) => !one.startsWith("/ip4/127.")) ?? addresses[0];
  if (!address) throw new Error("it listens nowhere");
  await redis.ask("DEL", contract.key);
  await redis.ask("RPUSH", contract.key, address);
  console.error(`listening on ${address}`);
}

try {
  await (contract.isDialer ? dial() : listen());
} catch (error) {
  console.error(error);
  process.exit(1);
}
if (contract.isDialer) process.exit(0); // The listener runs until it is ended.
