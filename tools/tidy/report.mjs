// @ts-check
// Findings, the rule list and the closing line, as people read them.
import { failing } from "./check.mjs";

/** @typedef {import('./tree.mjs').Tree} Tree */
/** @typedef {import('./tree.mjs').Finding} Finding */
/** @typedef {import('./tree.mjs').Check} Check */
/** @typedef {import('./rules/spec_rules.mjs').ListedRule} ListedRule */

/** @param {Finding[]} findings */
export function formatFindings(findings) {
  return findings.map(({ rule, path, line, message, note }) => {
    return `${note ? "note: " : ""}${path}:${line}: [${rule}] ${message}`;
  });
}

/**
 * Names every check, also those that found nothing: the line says what was looked for.
 * @param {Tree} tree
 * @param {Check[]} checks
 * @param {Finding[]} findings
 */
export function formatSummary(tree, checks, findings) {
  const failures = failing(findings);
  const names = [...checks.map((check) => check.name), "allowances"];
  const counts = names.map((name) => `${name} ${findings.filter((f) => f.rule === name).length}`);
  const notes = findings.length - failures.length;
  return `tidy: ${tree.files.size} files, ${failures.length} findings and ${notes} notes (${counts.join(", ")})`;
}

/** @param {ListedRule[]} rules */
export function formatRuleList(rules) {
  const lines = rules.flatMap(({ id, path, line, tests }) => [
    `${id}  ${path}:${line}`,
    ...(tests.length > 0 ? tests : ["no test"]).map((test) => `    ${test}`),
  ]);
  const uncited = rules.filter((rule) => rule.tests.length === 0).length;
  return [...lines, `${rules.length} rules, ${uncited} without a test`].join("\n");
}
