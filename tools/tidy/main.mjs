#!/usr/bin/env node
// @ts-check
// Checks what the compilers do not: that includes point one way, that the brain stays pure, that no file,
// rule or snippet is orphaned, and that nothing machine-bound is committed.
//
//   node tools/tidy/main.mjs          from the repository root; exits 1 on any finding that is not a note
//   node tools/tidy/main.mjs --json   the same findings for a program to read
//   node tools/tidy/main.mjs --list   the numbered rules of spec/, each with the tests that cite it
//
// One file in rules/ is one check, a pure function over a tree of texts; table.mjs lists them all. A line may
// excuse itself by ending in a comment `tidy: allow <rule>: <reason>` (allowances.mjs).
import { parseArgs } from "node:util";

import { checkTree, failing } from "./check.mjs";
import { formatFindings, formatRuleList, formatSummary } from "./report.mjs";
import { ruleList } from "./rules/spec_rules.mjs";
import { checks } from "./table.mjs";
import { readTree } from "./tree.mjs";

const { values: options } = parseArgs({
  options: { json: { type: "boolean", default: false }, list: { type: "boolean", default: false } },
});

/** @param {string} text */
const print = (text) => void process.stdout.write(text.endsWith("\n") ? text : `${text}\n`);

const tree = readTree(process.cwd());
if (options.list) {
  const rules = ruleList(tree);
  print(options.json ? JSON.stringify(rules, null, 2) : formatRuleList(rules));
} else {
  const findings = checkTree(tree, checks);
  const summary = formatSummary(tree, checks, findings);
  if (options.json) print(JSON.stringify({ summary, findings }, null, 2));
  else print([...formatFindings(findings), summary].join("\n"));
  process.exitCode = failing(findings).length > 0 ? 1 : 0;
}
