#!/usr/bin/env node
// @ts-check
// Copies the marked regions of the sources into the pages that show them: node tools/tidy/fill_snippets.mjs
//
// `./dev fmt` runs it, so that nobody copies by hand what the snippets rule then compares.
import { readFileSync, writeFileSync } from "node:fs";

import { fencesOf, regionOf, stripIndentation } from "./snippet_text.mjs";
import { readTree } from "./tree.mjs";

const tree = readTree(process.cwd());

/**
 * The page with every block below a `from:` line replaced by its region; regions that do not exist are
 * left for the rule to report.
 * @param {string} page
 */
function filled(page) {
  const lines = page.split("\n");
  for (const fence of fencesOf(page).reverse()) {
    const from = /^<!-- from: (\S+?)#(\S+) -->$/.exec(fence.before);
    const region = from && regionOf(tree.files.get(from[1]) ?? "", from[2]);
    if (region) lines.splice(fence.line, fence.lines.length, ...stripIndentation(region));
  }
  return lines.join("\n");
}

for (const path of tree.files.keys()) {
  if (!path.endsWith(".md")) continue;
  const before = readFileSync(path, "utf8");
  const after = filled(before);
  if (after !== before) writeFileSync(path, after);
}
