// @ts-check
// Runs the checks over a tree, lets allowances excuse what they name, and puts the findings in reading order.
import { allowancesOf } from "./allowances.mjs";

/** @typedef {import('./tree.mjs').Tree} Tree */
/** @typedef {import('./tree.mjs').Finding} Finding */
/** @typedef {import('./tree.mjs').Check} Check */

/**
 * @param {Tree} tree
 * @param {Check[]} checks
 * @returns {Finding[]}
 */
export function checkTree(tree, checks) {
  const found = checks.flatMap((check) => check.run(tree));
  const { excused, findings } = allowancesOf(
    tree,
    found,
    checks.map((check) => check.name),
  );
  return [...found.filter((finding) => !excused.has(finding)), ...findings].sort(inReadingOrder);
}

/** @param {Finding[]} findings */
export const failing = (findings) => findings.filter((finding) => !finding.note);

/**
 * @param {Finding} left
 * @param {Finding} right
 */
function inReadingOrder(left, right) {
  if (left.path !== right.path) return left.path < right.path ? -1 : 1;
  return left.line - right.line;
}
