// @ts-check
// Notes, never failures: files and functions so long that they probably hide a second one. Functions are
// found by their braces, so a macro or an unusual initialiser may be missed.
import { isGenerated, languageOf, lineAt } from "../paths.mjs";
import { codeOf } from "../source_text.mjs";

/** @typedef {import('../tree.mjs').Tree} Tree */
/** @typedef {import('../tree.mjs').Finding} Finding */

const fileLinesMax = 400;
const functionLinesMax = 70;

/** @typedef {{ start: number, end: number, name: string }} FunctionSpan */

/** @typedef {{ headStart: number, parentheses: number, opened: number, isFunction: boolean }} Block */

/**
 * @param {Tree} tree
 * @returns {Finding[]}
 */
export function shape(tree) {
  return [...tree.files].flatMap(([path, text]) => {
    if (isGenerated(path) || !["cpp", "script", "hash"].includes(languageOf(path))) return [];
    const longFunctions = languageOf(path) === "hash" ? [] : longFunctionsOf(path, text);
    const lineCount = text.split("\n").length - (text.endsWith("\n") ? 1 : 0);
    if (lineCount <= fileLinesMax) return longFunctions;
    const message = `the file has ${lineCount} lines (norm: up to ${fileLinesMax}); look for a second one in it`;
    return [note(path, 1, message), ...longFunctions];
  });
}

/**
 * @param {string} path
 * @param {string} text
 */
function longFunctionsOf(path, text) {
  return functionsIn(codeOf(path, text)).flatMap(({ start, end, name }) => {
    const line = lineAt(text, start);
    const lineCount = lineAt(text, end) - line + 1;
    if (lineCount <= functionLinesMax) return [];
    return [
      note(
        path,
        line,
        `${name} has ${lineCount} lines (norm: up to ${functionLinesMax}); name its parts`,
      ),
    ];
  });
}

/**
 * @param {string} path
 * @param {number} line
 * @param {string} message
 * @returns {Finding}
 */
const note = (path, line, message) => ({ rule: "shape", path, line, message, note: true });

/**
 * Walks the braces. A head is what stands between the last statement and an opening brace; inside
 * parentheses it goes on across `;` and `}`, so that a callback's head is the call it is an argument of.
 * @param {string} code
 * @returns {FunctionSpan[]}
 */
export function functionsIn(code) {
  /** @type {FunctionSpan[]} */
  const found = [];
  /** @type {Block[]} */
  const outer = [];
  let block = { headStart: 0, parentheses: 0, opened: 0, isFunction: false };
  for (const match of code.matchAll(/[{}();]/g)) {
    const at = match.index;
    switch (match[0]) {
      case "(":
        block.parentheses++;
        break;
      case ")":
        block.parentheses--;
        break;
      case ";":
        if (block.parentheses <= 0) block.headStart = at + 1;
        break;
      case "{":
        outer.push(block);
        block = {
          headStart: at + 1,
          parentheses: 0,
          opened: at,
          isFunction: opensFunction(code, block, at),
        };
        break;
      case "}": {
        const parent = outer.pop();
        if (!parent) break;
        if (block.isFunction) found.push(spanOf(code, parent.headStart, at));
        if (parent.parentheses <= 0) parent.headStart = at + 1;
        block = parent;
      }
    }
  }
  return found;
}

const control = "if|for|while|switch|catch|do|else|try";
const scopes = "namespace|extern|class|struct|enum|union|export\\s+(?:default\\s+)?class|describe";
const notFunctions = new RegExp(`^(?:else\\s+)?(?:${control}|${scopes})\\b`);

/**
 * @param {string} code
 * @param {Block} block
 * @param {number} brace
 */
function opensFunction(code, block, brace) {
  const head = code.slice(block.headStart, brace).trim();
  if (!head.includes("(") || notFunctions.test(head)) return false;
  if (/(?:=>|\))$|\b(?:const|noexcept|override|final|mutable)$/.test(head)) return true;
  // A return type behind the parameters, as C++ (`-> T`) and TypeScript (`: T`) write it.
  return /\)\s*(?:const\s*|noexcept\s*)*(?:->|:)[^()=]*$/.test(head) && block.parentheses === 0;
}

/**
 * @param {string} code
 * @param {number} headStart
 * @param {number} end
 * @returns {FunctionSpan}
 */
function spanOf(code, headStart, end) {
  const start = headStart + code.slice(headStart).search(/\S/);
  const head = code.slice(start, code.indexOf("{", start));
  const name = /([\w~:.]+)\s*\(/.exec(head)?.[1] ?? "a function";
  return { start, end, name };
}
