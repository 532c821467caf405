// @ts-check
// Includes that point the wrong way. Edges between folders are judged by layers.mjs, the brain's system
// headers by standard_headers.mjs. Project files are named from the root and in quotes, so that one line
// shows which folder is reached.
import { layerOf, mayInclude, rowOf } from "../layers.mjs";
import { isBrain, isCppTestCode, languageOf, lineAt } from "../paths.mjs";
import { codeOf, withoutComments } from "../source_text.mjs";
import { objectionTo } from "../standard_headers.mjs";

/** @typedef {import('../tree.mjs').Tree} Tree */
/** @typedef {import('../tree.mjs').Finding} Finding */

/** @typedef {{ line: number, quoted: boolean, target: string }} Include */

/**
 * @param {Tree} tree
 * @returns {Finding[]}
 */
export function includes(tree) {
  const topFolders = new Set(
    [...tree.files.keys()].filter((path) => path.includes("/")).map(topFolderOf),
  );
  return [...tree.files].flatMap(([path, text]) => {
    if (languageOf(path) !== "cpp") return [];
    const finding = (/** @type {number} */ line, /** @type {string} */ message) => {
      return { rule: "includes", path, line, message };
    };
    const wrong = includesOf(path, text).flatMap((include) => {
      const message = objection(path, include, topFolders);
      return message ? [finding(include.line, message)] : [];
    });
    return [...wrong, ...oddLinesOf(path, text).map((line) => finding(line, spelling))];
  });
}

const spelling = 'write it as #include "folder/file.h" or #include <header>, so that all see the same edge';

/**
 * @param {string} path
 * @param {string} text
 * @returns {Include[]}
 */
export function includesOf(path, text) {
  return directivesOf(path, text).flatMap(({ line, words }) => {
    const match = plainInclude.exec(words);
    return match ? [{ line, quoted: match[1] === '"', target: match[2] }] : [];
  });
}

const plainInclude = /^\s*#\s*include\s*(["<])([^">]+)[">]/;

/**
 * Lines that include by another word, by a macro, or as modules.
 * @param {string} path
 * @param {string} text
 */
function oddLinesOf(path, text) {
  const directives = directivesOf(path, text)
    .filter(({ words }) => /^\s*(?:#|%:)\s*(?:include|import|embed)/.test(words))
    .filter(({ words }) => !plainInclude.test(words))
    .map(({ line }) => line);
  const code = codeOf(path, text);
  const imports = [...code.matchAll(/^[ \t]*(?:export\s+)?import\b[^;(=\n]*;/gm)].map((match) => {
    return lineAt(code, match.index);
  });
  return [...directives, ...imports];
}

/**
 * The preprocessor's lines, without comments, and joined where a backslash continues them.
 * @param {string} path
 * @param {string} text
 * @returns {{ line: number, words: string }[]}
 */
function directivesOf(path, text) {
  const codeLines = codeOf(path, text).split("\n");
  const lines = withoutComments(path, text).split("\n");
  return lines.flatMap((first, index) => {
    // A directive inside a comment or a raw string leaves no `#` in the code.
    if (!/^\s*(?:#|%:)/.test(codeLines[index])) return [];
    let words = first;
    for (let next = index + 1; /\\\s*$/.test(words) && next < lines.length; ++next)
      words = words.replace(/\\\s*$/, " ") + lines[next];
    return [{ line: index + 1, words }];
  });
}

// Of the operating system, whose folder has the name of one of ours.
const systemHeaders = new Set(["net/if.h"]);

/** @param {string} path */
const topFolderOf = (path) => path.slice(0, path.indexOf("/"));

/**
 * @param {string} path
 * @param {Include} include
 * @param {Set<string>} topFolders
 */
function objection(path, { quoted, target }, topFolders) {
  const isSystem = !quoted && systemHeaders.has(target);
  const inProject = !isSystem && target.includes("/") && topFolders.has(topFolderOf(target));
  if (quoted && !inProject)
    return `"${target}" is not a path from the root; write it in full, or in <> if it is another library's`;
  if (!quoted && inProject) return `<${target}> is a file of this project; write it in quotes`;
  if (quoted) return objectionToEdge(path, target);
  if (!isBrain(path) || isCppTestCode(path)) return undefined;
  const reason = objectionTo(target, path);
  return reason && `the brain does not include <${target}>: ${reason}`;
}

/**
 * @param {string} path
 * @param {string} target
 */
function objectionToEdge(path, target) {
  if (mayInclude(path, target)) return undefined;
  const [from, to] = [layerOf(path), layerOf(target)];
  const row = rowOf(from);
  if (!row)
    return `${from} has no row in tools/tidy/layers.mjs; add one that says what it may include`;
  if (to === "core/testing")
    return "only tests include core/testing; move what a product needs out of it";
  const granted = row[1].length > 0 ? row[1].join(", ") : "only itself";
  return (
    `${from} may not include ${to} (its row: ${granted}); move what both need to a folder below, or ` +
    "compose the two in one above"
  );
}
