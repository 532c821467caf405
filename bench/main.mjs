#!/usr/bin/env node
// @ts-check
// Compares with others: node bench/main.mjs [NAME] [--quick] [--json] [--data DIR]
//
// Without a name it lists the benchmarks. `./dev bench` builds what they need and calls this. One run
// measures ours and every peer in turns, several rounds, and prints a table or one JSON object. Nothing here
// passes or fails on a time; --smoke, for the tests, only sees that all of it works.
import { readdir } from "node:fs/promises";
import { parseArgs } from "node:util";

import { machine } from "./frame/machine.mjs";
import { growthOf, rowsOf } from "./frame/rows.mjs";
import { collectSamples } from "./frame/rounds.mjs";
import { formatGrowth, formatTable } from "./frame/table.mjs";

/** @typedef {import("./frame/manifest.mjs").Manifest} Manifest */

const { values: options, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    quick: { type: "boolean", default: false },
    json: { type: "boolean", default: false },
    smoke: { type: "boolean", default: false },
    data: { type: "string" },
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
  const pace = options.smoke ? "smoke" : options.quick ? "quick" : "full";
  const samples = await collectSamples(manifest, { pace, ...(options.data && { data: options.data }) });
  return {
    bench: manifest.name,
    date: new Date().toISOString(),
    machine: machine(),
    pace,
    rows: rowsOf(manifest, samples),
    growth: growthOf(manifest, samples),
  };
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
  const result = await measure(manifest);
  if (options.json) console.log(JSON.stringify(result));
  else console.log([formatTable(result.rows), formatGrowth(result.growth)].join("\n"));
}
