#!/usr/bin/env node
// @ts-check
// Writes the tables of docs/reliability.md from what sweeps and mutants have said.
//
//   node tools/reliability.mjs DIR    DIR has NAME.json of each sweep (`sim NAME --json`) and mutants.txt,
//                                     what sim_mesh_mutants_test has printed; `./dev sim --tables` makes both
import { readFileSync, readdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";

import { fillTable } from "./reliability_tables.mjs";

const page = "docs/reliability.md";
const directory = process.argv[2];
if (!directory) throw new Error("usage: node tools/reliability.mjs DIR");

const sweeps = readdirSync(directory)
  .filter((name) => name.endsWith(".json"))
  .sort()
  .map((name) => JSON.parse(readFileSync(join(directory, name), "utf8")).scenarios[0]);

/** @param {Record<string, number>} counts */
const list = (counts) =>
  Object.entries(counts)
    .map(([name, count]) => `${name} ${count}`)
    .join(", ");

const swept = sweeps.map((sweep) => {
  const caughtUp = sweep.figures.caught_up_ms;
  const within = caughtUp ? (caughtUp.greatest / 1000).toFixed(0) : "";
  return [sweep.scenario, sweep.runs, sweep.failed_runs, within, list(sweep.faults), list(sweep.invariants)];
});
const mutants = readFileSync(join(directory, "mutants.txt"), "utf8")
  .split("\n")
  .filter((line) => line.startsWith("mutant | "))
  .map((line) => line.split(" | ").slice(1));

let text = readFileSync(page, "utf8");
text = fillTable(text, "sweeps", swept);
text = fillTable(text, "mutants", mutants);
writeFileSync(page, text);
