// @ts-check
// The tables of docs/reliability.md name what there is: scenarios of meshes, and planted bugs.
import { readFileSync } from "node:fs";
import { expect, test } from "vitest";

import { fillTable, namesInTable } from "./reliability_tables.mjs";

const page = readFileSync("docs/reliability.md", "utf8");

/** @param {string} path @param {RegExp} pattern */
const named = (path, pattern) => [...readFileSync(path, "utf8").matchAll(pattern)].map((found) => found[1]).sort();

test("each named scenario of a mesh has its row, and nothing else has", () => {
  const scenarios = named("sim/scenario.cpp", /Scenario\{\s*"([a-z-]+)"[^}]*play_(?:script|mesh\b(?!_))[^}]*\}/g);
  expect(scenarios.length).toBeGreaterThan(10);
  expect(namesInTable(page, "sweeps").sort()).toEqual(scenarios);
});

test("each planted bug has its row, and nothing else has", () => {
  const bugs = named("sim/mesh_mutants_test.cpp", /PlantedBug\{"([a-z_]+)"/g);
  expect(bugs.length).toBeGreaterThan(12);
  expect(namesInTable(page, "mutants").sort()).toEqual(bugs);
});

test("rows are replaced, and the head stays", () => {
  const before = "a\n<!-- table: t -->\n| x | y |\n|---|---|\n| `old` | 1 |\n<!-- end -->\nb";
  const after = fillTable(before, "t", [["new", 2]]);
  expect(after).toBe(before.replace("| `old` | 1 |", "| `new` | 2 |"));
  expect(namesInTable(after, "t")).toEqual(["new"]);
});
