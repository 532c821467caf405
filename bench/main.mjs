#!/usr/bin/env node
// @ts-check
// Compares with others: node bench/main.mjs [NAME] [--quick] [--json] [--data DIR] [--minutes N]
//
// Without a name it lists the benchmarks. `./dev bench` builds what they need and calls this. One run
// measures ours and every peer in turns, several rounds, and prints a table or one JSON object. Nothing here
// passes or fails on a time; --smoke, for the tests, only sees that all of it works.
import { readdir } from "node:fs/promises";
import { parseArgs } from "node:util";

import { machine } from "./frame/machine.mjs";
import { MissingData } from "./frame/manifest.mjs";
import { growthOf, rowsOf, silentRows } from "./frame/rows.mjs";
import { collectSamples } from "./frame/rounds.mjs";
import { formatGrowth, formatTable } from "./frame/table.mjs";

/** @typedef {import("./frame/manifest.mjs").Manifest} Manifest */
/** @typedef {import("./frame/rounds.mjs").Pace} Pace */

const { values: options, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    quick: { type: "boolean", default: false },
    json: { type: "boolean", default: false },
    smoke: { type: "boolean", default: false },
    data: { type: "string" },
    minutes: { type: "string" },
  },
});

/** @returns {Promise<Map<string, Manifest>>} */
async function manifests() {
  const here = new URL(".", import.meta.url);
  const folders = await readdir(here, { withFileTypes: true });
  const names = folders.filter((entry) => entry.isDirectory() && entry.name !== "frame");
  const found = new Map();
  for (const { name } of names) {
    const module = await import(new URL(`${name}/manifest.mjs`, here).href).catch(() => undefined);
    if (module) found.set(name, module.default);
  }
  return found;
}

/** @param {Manifest} manifest */
async function measure(manifest) {
  /** @type {Pace} */
  const pace = options.smoke ? "smoke" : options.quick ? "quick" : "full";
  const given = { pace, ...(options.data && { data: options.data }) };
  const prepared = await manifest.prepare?.({ ...given, ...(options.minutes && { minutes: options.minutes }) });
  const plan = { ...manifest, ...prepared };
  try {
    const samples = await collectSamples(plan, { ...given, ...(prepared?.folder && { data: prepared.folder }) });
    return {
      bench: plan.name,
      date: new Date().toISOString(),
      machine: machine(),
      pace,
      rows: rowsOf(plan, samples),
      growth: growthOf(plan, samples),
    };
  } finally {
    prepared?.drop?.();
  }
}

/** @param {Manifest} manifest */
async function report(manifest) {
  const result = await measure(manifest);
  if (options.json) console.log(JSON.stringify(result));
  else console.log([formatTable(result.rows), formatGrowth(result.growth)].join("\n"));
  const silent = options.smoke ? silentRows(result.rows) : [];
  if (silent.length > 0) throw new Error(`Nobody measured what these rows need: ${silent.join("; ")}`);
}

const known = await manifests();
const name = positionals[0];
const manifest = known.get(name ?? "");
if (name === undefined) {
  for (const { name, about } of known.values()) console.log(`${name.padEnd(8)} ${about}`);
} else if (!manifest) {
  console.error(`There is no benchmark '${name}'. There are: ${[...known.keys()].join(", ")}`);
  process.exitCode = 2;
} else {
  await report(manifest).catch((failure) => {
    if (!(failure instanceof MissingData)) throw failure;
    console.error(failure.message);
    process.exitCode = 2;
  });
}
