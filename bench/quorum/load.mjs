// @ts-check
// Clients that each wait for their answer before they write again, and what came of it.
import { cpuSeconds } from "../net/cpu.mjs";

/**
 * @typedef {(key: string, value: string) => Promise<void>} Write ends when it is as safe as it was asked to be
 * @typedef {{ rate: number, p50: number, p99: number, client: number, servers: number }} Measured a second; milliseconds; the
 *   processors that were had, of all that there were: by this program and by the servers
 */

// Texts differ, so that nobody saves what is there already; they need no escapes anywhere.
const letters = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_";
const texts = 64;
const textSize = 100;

/** @param {number} size */
export function valuesOf(size) {
  const text = () => Array.from({ length: size }, () => letters[Math.floor(Math.random() * letters.length)]).join("");
  const all = Array.from({ length: texts }, text);
  let next = 0;
  return () => all[next++ % texts] ?? "";
}

/** The least value that so great a share of them does not exceed. @param {number[]} values @param {number} share */
export function percentile(values, share) {
  const sorted = [...values].sort((left, right) => left - right);
  const last = sorted[Math.max(0, Math.ceil(share * sorted.length) - 1)];
  if (last === undefined) throw new Error("a percentile of nothing was asked for");
  return last;
}

/**
 * @param {Write} write
 * @param {{ clients: number, size: number, milliseconds: number, servers: number[] }} of the servers by their process ids
 * @returns {Promise<Measured>}
 */
export async function measureLoad(write, { clients, size, milliseconds, servers }) {
  const value = valuesOf(size);
  /** @type {number[]} */
  let times = [];
  let until = performance.now() + milliseconds / 4; // Before it counts.
  const client = async (/** @type {number} */ number) => {
    do {
      const began = performance.now();
      await write(`key${number}`, value());
      times.push(performance.now() - began);
    } while (performance.now() < until);
  };
  const all = () => Promise.all(Array.from({ length: clients }, (_, number) => client(number)));
  await all();
  times = [];
  const cpuOfAll = () => servers.reduce((sum, server) => sum + cpuSeconds(server), 0);
  const [cpu, ownCpu, began] = [cpuOfAll(), process.cpuUsage(), performance.now()];
  until = began + milliseconds;
  await all();
  const seconds = (performance.now() - began) / 1000;
  const own = process.cpuUsage(ownCpu);
  return {
    rate: times.length / seconds,
    p50: percentile(times, 0.5),
    p99: percentile(times, 0.99),
    client: (own.user + own.system) / 1e6 / seconds,
    servers: (cpuOfAll() - cpu) / seconds,
  };
}

/**
 * From the request at one to the news at another, of changes that follow one another.
 * @param {number} count
 * @param {{ write: (value: string) => Promise<unknown>, watch: (seen: (is: (text: string) => boolean) => void) => Promise<void> }} how
 */
export async function measureVisible(count, { write, watch }) {
  const value = valuesOf(textSize);
  let awaited = "";
  let see = () => {};
  await watch((is) => is(awaited) && see());
  /** @type {number[]} */
  const times = [];
  const unmeasured = Math.ceil(count / 10);
  for (let i = 0; i < count + unmeasured; ++i) {
    awaited = `${i} ${value()}`;
    const began = performance.now();
    /** @type {Promise<number>} */
    const seen = new Promise((resolve) => (see = () => resolve(performance.now())));
    const [end] = await Promise.all([seen, write(awaited)]);
    if (i >= unmeasured) times.push(end - began);
  }
  return { p50: percentile(times, 0.5), p99: percentile(times, 0.99) };
}
