// @ts-check
// Every source file opens by saying what it is. What machines want at the top (shebang, licence identifier,
// type-check switch, include guard) may come first.
import { codeOf } from "../source_text.mjs";

/** @typedef {import('../tree.mjs').Tree} Tree */
/** @typedef {import('../tree.mjs').Finding} Finding */

const forMachines =
  /^(?:#!.*|\/\/ SPDX-.*|\/\* SPDX-.*\*\/|\/\/ @ts-check|\/\/\/ <reference.*|#pragma once|\s*)$/;

/**
 * @param {Tree} tree
 * @returns {Finding[]}
 */
export function fileHeaders(tree) {
  /** @type {Finding[]} */
  const findings = [];
  for (const [path, text] of tree.files) {
    if (!/\.(?:h|cpp|tsx?|mjs)$/.test(path)) continue;
    const first = text.split("\n").findIndex((line) => !forMachines.test(line));
    const opening = text.split("\n")[first] ?? "";
    if (!/^\/[/*]/.test(opening)) {
      const message =
        "the file does not open with a comment; say in a few lines what it is and how to use it";
      findings.push({ rule: "headers", path, line: Math.max(first, 0) + 1, message });
    }
    if (path.endsWith(".h") && !/^#pragma once$/m.test(codeOf(path, text))) {
      const message = "the header has no `#pragma once`; add it under the opening comment";
      findings.push({ rule: "headers", path, line: 1, message });
    }
  }
  return findings;
}
