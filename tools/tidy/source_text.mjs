// @ts-check
// Three views of a source text, each as long as the text and with the same lines, so that a position found in
// one is right in all: its code without comments and literals, its comments alone, and it without comments.
// What a view leaves out is blank.
import { spansOf } from "./lexer.mjs";
import { languageOf } from "./paths.mjs";

/** @typedef {import('./lexer.mjs').Span} Span */

/**
 * @param {string} path
 * @param {string} text
 */
export const codeOf = (path, text) => blank(text, spansIn(path, text));

/**
 * @param {string} path
 * @param {string} text
 */
export const withoutComments = (path, text) => blank(text, commentSpans(path, text));

/**
 * @param {string} path
 * @param {string} text
 */
export const commentsOf = (path, text) =>
  blank(text, gapsBetween(commentSpans(path, text), text.length));

/**
 * Comments and literals: where a person's words stand.
 * @param {string} path
 * @param {string} text
 */
export const wordsOf = (path, text) => blank(text, gapsBetween(spansIn(path, text), text.length));

// Several rules look at the same file; lexing is most of the run's time. Keyed by text, for trees in tests
// hold different texts under one path.
/** @type {Map<string, Span[]>} */
const lexed = new Map();

/**
 * @param {string} path
 * @param {string} text
 * @returns {Span[]}
 */
function spansIn(path, text) {
  const language = languageOf(path);
  const key = `${language}\n${text}`;
  const known = lexed.get(key);
  if (known) return known;
  const spans = findSpans(language, text);
  lexed.set(key, spans);
  return spans;
}

/**
 * @param {import('./paths.mjs').Language} language
 * @param {string} text
 * @returns {Span[]}
 */
function findSpans(language, text) {
  switch (language) {
    case "cpp":
    case "script":
      return spansOf(text, language);
    case "hash":
      return commentMatches(text, /(?<=^|[ \t])#.*$/gm);
    case "markup":
      return commentMatches(text, /<!--[^]*?-->/g);
    case "other":
      return [];
  }
}

/**
 * @param {string} text
 * @param {RegExp} pattern
 * @returns {Span[]}
 */
function commentMatches(text, pattern) {
  return [...text.matchAll(pattern)].map((match) => {
    return { kind: "comment", start: match.index, end: match.index + match[0].length };
  });
}

/**
 * @param {string} path
 * @param {string} text
 */
const commentSpans = (path, text) => spansIn(path, text).filter((span) => span.kind === "comment");

/**
 * @param {{ start: number, end: number }[]} spans
 * @param {number} size
 */
function gapsBetween(spans, size) {
  const starts = [0, ...spans.map((span) => span.end)];
  const ends = [...spans.map((span) => span.start), size];
  return starts.map((start, index) => ({ start, end: ends[index] }));
}

/**
 * @param {string} text
 * @param {{ start: number, end: number }[]} spans
 */
function blank(text, spans) {
  let result = "";
  let at = 0;
  for (const { start, end } of spans) {
    result += text.slice(at, start) + text.slice(start, end).replace(/[^\n]/g, " ");
    at = end;
  }
  return result + text.slice(at);
}
