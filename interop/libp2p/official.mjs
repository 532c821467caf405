#!/usr/bin/env node
// @ts-check
// Runs a program by the contracts of the official interop suites, without their containers: with a Redis
// of its own on loopback, against official_js.mjs, each dialling the other.
//
//   node interop/libp2p/official.mjs PROGRAM [--only TEXT]…
//
// PROGRAM takes what to do from its environment, as official_js.mjs and official.cpp do. The listener's address goes
// through a list (RPUSH, BLPOP), as in their programs, and not a value, as in their documents. Needs Debian's redis-server.
import { spawn } from "node:child_process";
import { createServer } from "node:net";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { Redis } from "./redis.mjs";
import { chooser, Report } from "./report.mjs";

const theirs = fileURLToPath(new URL("official_js.mjs", import.meta.url));
const dialMax = 30_000; // Milliseconds.
const startMax = 5_000;

/** @type {Set<import("node:child_process").ChildProcess>} */
const running = new Set();
process.on("exit", () => running.forEach((child) => child.kill("SIGKILL")));
for (const signal of /** @type {const} */ (["SIGINT", "SIGTERM", "SIGHUP"])) process.once(signal, () => process.exit(1));

/**
 * @param {string} program
 * @param {readonly string[]} words
 * @param {Record<string, string>} [environment]
 */
function start(program, words, environment = {}) {
  const [file, first] = program.endsWith(".mjs") ? [process.execPath, ["--no-warnings", program]] : [program, []];
  const env = { PATH: process.env["PATH"] ?? "", ...environment };
  const child = spawn(file, [...first, ...words], { stdio: ["ignore", "pipe", "pipe"], env });
  running.add(child);
  const said = { out: "", error: "" };
  child.stdout.on("data", (bytes) => (said.out += bytes));
  child.stderr.on("data", (bytes) => (said.error += bytes));
  /** @type {Promise<number | string>} */
  const ended = new Promise((resolve) => {
    child.on("error", (error) => resolve(error.message));
    child.on("close", (code, signal) => resolve(code ?? signal ?? "nothing"));
  });
  void ended.then(() => running.delete(child));
  const end = () => (child.kill("SIGKILL"), ended);
  return { said, ended, end };
}

/** @returns {Promise<number>} a port that nobody has */
const freePort = () =>
  new Promise((resolve) => {
    const server = createServer().listen(0, "127.0.0.1", () => {
      const { port } = /** @type {import("node:net").AddressInfo} */ (server.address());
      server.close(() => resolve(port));
    });
  });

async function startRedis() {
  const address = `127.0.0.1:${await freePort()}`;
  const [host = "", port = ""] = address.split(":");
  const server = start("redis-server", ["--bind", host, "--port", port, "--save", "", "--appendonly", "no"]);
  const until = Date.now() + startMax;
  for (;;) {
    const client = await Redis.connect(address).catch(() => undefined);
    if (client) {
      client.end();
      return { address, server };
    }
    if (Date.now() > until) throw new Error(`redis-server does not start: ${server.said.error}${server.said.out}`);
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

/**
 * @typedef {object} Contract
 * @property {string} name
 * @property {(transport: string, isDialer: boolean, redis: string, key: string) => Record<string, string>} environment
 * @property {RegExp} result
 */

/** @type {Contract[]} */
const contracts = [
  {
    name: "unified",
    environment: (transport, isDialer, redis, key) => ({
      IS_DIALER: String(isDialer),
      REDIS_ADDR: redis,
      TEST_KEY: key,
      TRANSPORT: transport,
      LISTENER_IP: "127.0.0.1",
      DEBUG: "false",
      ...(transport !== "webrtc-direct" && { SECURE_CHANNEL: "noise", MUXER: "yamux" }),
    }),
    result: /^latency:\n {2}handshake_plus_one_rtt: [\d.]+\n {2}ping_rtt: [\d.]+\n {2}unit: ms\n$/,
  },
  {
    name: "test_plans",
    environment: (transport, isDialer, redis) => ({
      is_dialer: String(isDialer),
      redis_addr: redis,
      transport,
      ip: "127.0.0.1",
      test_timeout_seconds: "30",
      ...(transport !== "webrtc-direct" && { security: "noise", muxer: "yamux" }),
    }),
    result: /^\{"handshakePlusOneRTTMillis":[\d.]+,"pingRTTMilllis":[\d.]+\}\n$/,
  },
];

/**
 * @param {string} dialer
 * @param {string} listener
 * @param {(isDialer: boolean) => Record<string, string>} environment
 * @param {RegExp} result
 */
async function play(dialer, listener, environment, result) {
  const one = start(listener, [], environment(false));
  const other = start(dialer, [], environment(true));
  const timer = setTimeout(other.end, dialMax);
  try {
    const code = await other.ended;
    if (code === 0 && result.test(other.said.out)) return;
    const said = `its stdout: ${other.said.out}\n  its stderr: ${other.said.error}`;
    throw new Error(`the dialer ended with ${code}\n  ${said}\n  the listener's stderr: ${one.said.error}`);
  } finally {
    clearTimeout(timer);
    await one.end();
  }
}

const { values: options, positionals } = parseArgs({
  allowPositionals: true,
  options: { only: { type: "string", multiple: true, default: [] } },
});
const [program] = positionals;
if (positionals.length !== 1 || !program) {
  console.error("usage: node interop/libp2p/official.mjs PROGRAM [--only TEXT]…");
  process.exit(2);
}
const isChosen = chooser(options.only);
const report = new Report();
const redis = await startRedis();

/** One case after another, for in Redis the old contract has one key for all. @param {Contract} contract */
async function playContract(contract) {
  for (const transport of ["tcp", "ws", "webrtc-direct"]) {
    for (const oursDials of [true, false]) {
      const name = `${contract.name}.${transport}.${oursDials ? "ours_dials" : "js_dials"}`;
      if (!isChosen(name)) continue;
      const environment = (/** @type {boolean} */ isDialer) =>
        contract.environment(transport, isDialer, redis.address, name);
      const [dialer, listener] = oursDials ? [program ?? "", theirs] : [theirs, program ?? ""];
      await report.run(name, () => play(dialer, listener, environment, contract.result));
    }
  }
}

await Promise.all(contracts.map(playContract));
await redis.server.end();
process.exitCode = report.end();
