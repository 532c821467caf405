// @ts-check
// The protocols of the tests, both ends of each; README.md says what they are. Runs in pages too.
import { chunkSizes, Chance, same } from "./bytes.mjs";
import { ExactReader, read, write } from "./streams.mjs";

/** @typedef {import("@libp2p/interface").Stream} Stream */
/** @typedef {import("@libp2p/interface").Connection} Connection */
/** @typedef {(stream: Stream, connection: Connection) => Promise<void>} Serve */

export const echoProtocol = "/echo/1.0.0";
export const perfProtocol = "/perf/1.0.0";
export const resetProtocol = "/reset/1.0.0";
export const pingProtocol = "/ipfs/ping/1.0.0";

const servingMax = 60_000; // Milliseconds that one stream may take.
const pingSize = 32;
const asksForReset = "r".charCodeAt(0);
const asksToWait = "w".charCodeAt(0);

const microseconds = (/** @type {number} */ since) => Math.round((performance.now() - since) * 1000);

/** @type {Serve} */
export async function serveEcho(stream) {
  const signal = AbortSignal.timeout(servingMax);
  for await (const chunk of read(stream, signal)) await write(stream, chunk, signal);
  await stream.close({ signal });
}

/**
 * @param {Stream} stream
 * @param {number} size
 * @param {AbortSignal} signal
 */
export async function echo(stream, size, signal) {
  const began = performance.now();
  const seed = Math.floor(Math.random() * 2 ** 32);
  const sending = sendRandom(stream, new Chance(seed), size, signal);
  sending.catch(() => {}); // If reading fails first, that is what is told.
  const expected = new Chance(seed);
  let received = 0;
  for await (const chunk of read(stream, signal)) {
    if (!same(chunk, expected.take(chunk.length)))
      throw new Error(`other bytes came back, within ${chunk.length} B after the first ${received}`);
    received += chunk.length;
  }
  if (received !== size) throw new Error(`${received} B of ${size} came back`);
  await sending;
  return { size, us: microseconds(began) };
}

/**
 * @param {Stream} stream
 * @param {Chance} chance
 * @param {number} size
 * @param {AbortSignal} signal
 */
async function sendRandom(stream, chance, size, signal) {
  for (const part of chunkSizes(size)) await write(stream, chance.take(part), signal);
  await stream.close({ signal });
}

/** @type {Serve} */
export async function servePerf(stream) {
  const signal = AbortSignal.timeout(servingMax);
  const chunks = read(stream, signal);
  const reader = new ExactReader(chunks);
  const head = await reader.take(8);
  const wanted = Number(new DataView(head.buffer).getBigUint64(0));
  for await (const _ of chunks);
  for (const part of chunkSizes(wanted)) await write(stream, new Uint8Array(part), signal);
  await stream.close({ signal });
}

/**
 * Uploads until the last byte was taken, which the first byte of the answer or its end tells.
 * @param {Stream} stream
 * @param {number} upload
 * @param {number} download
 * @param {AbortSignal} signal
 */
export async function perf(stream, upload, download, signal) {
  const began = performance.now();
  const head = new Uint8Array(8);
  new DataView(head.buffer).setBigUint64(0, BigInt(download));
  await write(stream, head, signal);
  for (const part of chunkSizes(upload)) await write(stream, new Uint8Array(part), signal);
  const closing = stream.close({ signal });
  closing.catch(() => {}); // If reading fails first, that is what is told.
  let answered = 0;
  let received = 0;
  for await (const chunk of read(stream, signal)) {
    answered ||= performance.now();
    received += chunk.length;
  }
  const ended = performance.now();
  answered ||= ended;
  if (received !== download) throw new Error(`${received} B of ${download} were downloaded`);
  await closing;
  const us = (/** @type {number} */ from, /** @type {number} */ to) => Math.round((to - from) * 1000);
  return { upload, download, upload_us: us(began, answered), download_us: us(answered, ended) };
}

/** @type {Serve} */
export async function serveReset(stream) {
  const signal = AbortSignal.timeout(servingMax);
  const chunks = read(stream, signal);
  const [asked] = await new ExactReader(chunks).take(1);
  if (asked === asksForReset) return stream.abort(new Error("asked to"));
  await write(stream, Uint8Array.of(asked ?? 0), signal);
  for await (const _ of chunks);
  throw new Error("the stream was closed, not reset");
}

/**
 * Tells how the stream was seen to end.
 * @param {Stream} stream
 * @param {"here" | "there"} where
 * @param {AbortSignal} signal
 */
export async function reset(stream, where, signal) {
  await write(stream, Uint8Array.of(where === "there" ? asksForReset : asksToWait), signal);
  const chunks = read(stream, signal);
  if (where === "here") {
    await new ExactReader(chunks).take(1);
    stream.abort(new Error("told to"));
    return { seen: "reset" };
  }
  try {
    for await (const _ of chunks);
  } catch (error) {
    if (stream.status === "reset") return { seen: "reset" };
    throw error;
  }
  return { seen: "closed" };
}

/**
 * Many pings over one stream.
 * @param {Stream} stream
 * @param {number} count
 * @param {AbortSignal} signal
 */
export async function ping(stream, count, signal) {
  const reader = new ExactReader(read(stream, signal));
  const times = [];
  for (let i = 0; i < count; ++i) {
    const sent = crypto.getRandomValues(new Uint8Array(pingSize));
    const began = performance.now();
    await write(stream, sent, signal);
    if (!same(sent, await reader.take(pingSize))) throw new Error("other bytes came back");
    times.push(microseconds(began));
  }
  await stream.close({ signal });
  return times;
}
