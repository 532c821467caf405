// @ts-check
// A line excuses itself from one rule by ending in a comment, in its language's own form:
//
//   … // tidy: allow <rule>: <reason>
//
// The reason is for the next reader, so an allowance without one excuses nothing. One that excuses nothing
// for want of a finding is itself a finding: left standing, it would hide the next offence on its line.
import { commentsOf } from "./source_text.mjs";

/** @typedef {import('./tree.mjs').Tree} Tree */
/** @typedef {import('./tree.mjs').Finding} Finding */

const pattern = /tidy: allow ([\w-]+)(?::[ \t]*(.*?))?[ \t]*(?:\*\/|-->)?[ \t]*$/;

/**
 * @param {Tree} tree
 * @param {Finding[]} found
 * @param {string[]} ruleNames
 * @returns {{ excused: Set<Finding>, findings: Finding[] }}
 */
export function allowancesOf(tree, found, ruleNames) {
  /** @type {Set<Finding>} */
  const excused = new Set();
  /** @type {Finding[]} */
  const findings = [];
  for (const [path, text] of tree.files) {
    if (!text.includes("tidy: allow ")) continue;
    commentsOf(path, text)
      .split("\n")
      .forEach((comment, index) => {
        const match = pattern.exec(comment);
        if (!match) return;
        const [, rule, reason] = match;
        const line = index + 1;
        const covered = found.filter((f) => f.rule === rule && f.path === path && f.line === line);
        const complaint = complaintAbout(rule, reason, covered.length, ruleNames);
        if (complaint) findings.push({ rule: "allowances", path, line, message: complaint });
        else covered.forEach((finding) => excused.add(finding));
      });
  }
  return { excused, findings };
}

/**
 * @param {string} rule
 * @param {string | undefined} reason
 * @param {number} coveredCount
 * @param {string[]} ruleNames
 */
function complaintAbout(rule, reason, coveredCount, ruleNames) {
  if (!ruleNames.includes(rule))
    return `there is no rule '${rule}'; name one of ${ruleNames.join(", ")}`;
  if (!reason)
    return `the allowance of '${rule}' gives no reason; say after a colon why this line may`;
  if (coveredCount === 0) return `'${rule}' finds nothing on this line; remove the allowance`;
  return undefined;
}
