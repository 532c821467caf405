#!/usr/bin/env node
// @ts-check
// A peer of the tests that is js-libp2p: README.md says what it understands.
//
//   node interop/libp2p/js_peer.mjs [--identity HEX] [--agent TEXT] [--muxer extension|multistream]
//                                   [--security noise|plaintext] [--no-gossipsub] [--mdns]
//                                   [--tls-chain FILE --tls-key FILE]
//
// Whom it trusts in TLS Node is told by NODE_EXTRA_CA_CERTS alone; --tls-authorities is known and left alone.
import "./polyfills.mjs";
import { readFileSync } from "node:fs";
import { createInterface } from "node:readline";
import { parseArgs } from "node:util";
import { mdns } from "@libp2p/mdns";
import { plaintext } from "@libp2p/plaintext";
import { tcp } from "@libp2p/tcp";
import { webRTCDirect } from "@libp2p/webrtc";
import { webSockets } from "@libp2p/websockets";
import { Session } from "./session.mjs";

const { values: options } = parseArgs({
  options: {
    identity: { type: "string" },
    agent: { type: "string" },
    muxer: { type: "string", default: "extension" },
    security: { type: "string", default: "noise" },
    "no-gossipsub": { type: "boolean", default: false },
    mdns: { type: "boolean", default: false },
    "tls-chain": { type: "string" },
    "tls-key": { type: "string" },
    "tls-authorities": { type: "string" },
  },
});

/** The certificate of its listeners under TLS, if it has one. */
function httpsOptions() {
  const [chain, key] = [options["tls-chain"], options["tls-key"]];
  return chain && key ? { https: { cert: readFileSync(chain), key: readFileSync(key) } } : {};
}

/** @param {import("./session.mjs").Event} event */
const emit = (event) => void process.stdout.write(`${JSON.stringify(event)}\n`);

const session = await Session.start(
  {
    transports: [tcp(), webSockets(httpsOptions()), webRTCDirect()],
    muxer: options.muxer === "multistream" ? "multistream" : "extension",
    gossipsub: !options["no-gossipsub"],
    discovery: options.mdns ? [mdns({ interval: 1000 })] : [],
    ...(options.security === "plaintext" && { security: /** @type {any} */ (plaintext()) }),
    ...(options.identity && { identity: options.identity }),
    ...(options.agent && { agent: options.agent }),
  },
  emit,
);

// node-datachannel keeps the process alive, so it ends itself.
async function stop() {
  await session.do({ do: "stop" });
  process.exit();
}

const lines = createInterface({ input: process.stdin });
lines.on("close", stop);
lines.on("line", (line) => {
  /** @type {import("./session.mjs").Command} */
  let command;
  try {
    command = JSON.parse(line);
  } catch (error) {
    return emit({ event: "failed", reason: `not a command: ${line}: ${error}`, advice: "one JSON object per line" });
  }
  if (command["do"] === "stop") void stop();
  else void session.do(command);
});
