// @ts-check
// What a contestant takes in memory for a text that was loaded with its whole history:
// node --expose-gc memory.mjs ENGINE TRACE --data FOLDER, after run.mjs
//
// What the system counts grows in leaps, so that several copies are loaded. Beside it stands the contestant's own count,
// if it has one.
import { existsSync, readFileSync } from "node:fs";

import { print, sink } from "../frame/measure.mjs";
import { engine, expectText, fileOf, name, prepared, text } from "./contestant.mjs";
import { readEnd } from "./trace.mjs";

const copies = 10;
const file = fileOf(`${engine}.file`);
const end = readEnd(prepared("trace"));

/** What the system gave the process, once nobody uses what is garbage. */
async function resident() {
  for (let i = 0; i < 4; ++i) {
    globalThis.gc?.();
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
  return process.memoryUsage.rss();
}

/** @param {() => number | Promise<number>} used @param {string} what */
async function measure(used, what) {
  const bytes = readFileSync(file);
  const kept = [load(bytes)]; // The first warms everything up.
  const before = await used();
  for (let i = 0; i < copies; ++i) kept.push(load(bytes));
  const grown = (await used()) - before;
  print({ what: `${name}${text.form ?? ""}, ${what}`, who: text.who, unit: "B", value: Math.max(0, grown) / copies });
  sink.value = kept;
}

/** @param {Uint8Array} bytes */
function load(bytes) {
  const doc = text.load(bytes);
  expectText(doc.text(), end);
  return doc;
}

if (existsSync(file)) {
  await measure(resident, "resident");
  if (text.memoryUsed) await measure(text.memoryUsed, "resident, by its own count");
}
