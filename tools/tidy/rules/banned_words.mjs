// @ts-check
// Words that code may not contain; word_table.mjs has them, with their reasons.
import { lineAt } from "../paths.mjs";
import { codeOf, commentsOf } from "../source_text.mjs";
import { wordLists } from "../word_table.mjs";

/** @typedef {import('../tree.mjs').Tree} Tree */
/** @typedef {import('../tree.mjs').Finding} Finding */
/** @typedef {import('../word_table.mjs').Word} Word */

/**
 * @param {Tree} tree
 * @returns {Finding[]}
 */
export function bannedWords(tree) {
  return [...tree.files].flatMap(([path, text]) => {
    const words = wordLists.filter((list) => list.applies(path)).flatMap((list) => list.words);
    return words.flatMap((word) =>
      linesWith(word, path, text).map((line) => {
        return { rule: "banned-words", path, line, message: `${word.name}: ${word.reason}` };
      }),
    );
  });
}

/**
 * @param {Word} word
 * @param {string} path
 * @param {string} text
 */
function linesWith(word, path, text) {
  const views = [codeOf(path, text), ...(word.inComments ? [commentsOf(path, text)] : [])];
  const lines = views.flatMap((view) => {
    return positionsOf(word, view).map((position) => lineAt(view, position));
  });
  // Strings of shell and CMake count as code, so a comment's words may be seen in both views.
  return [...new Set(lines)].filter((line) => !isExcused(word, path, text, line));
}

/**
 * @param {Word} word
 * @param {string} view
 */
function positionsOf({ pattern }, view) {
  if (typeof pattern === "function") return pattern(view);
  return [...view.matchAll(pattern)].map((match) => match.index);
}

/**
 * @param {Word} word
 * @param {string} path
 * @param {string} text
 * @param {number} line
 */
function isExcused({ unless }, path, text, line) {
  if (!unless) return false;
  const comments = commentsOf(path, text).split("\n");
  if (unless.test(comments[line - 1])) return true;
  const isAlone = codeOf(path, text).split("\n")[line - 2]?.trim() === "";
  return isAlone && unless.test(comments[line - 2]);
}
