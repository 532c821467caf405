// @ts-check
// The numbered rules of spec/. A rule is a paragraph or list item that opens with a bold id (one to four
// capitals and a number). An id is defined once and cited by the name of at least one test that runs
// (test_names.mjs). Ids that are mentioned elsewhere in tests, and in docs/, must exist, and count for nothing.
import { isTest, lineAt } from "../paths.mjs";
import { wordsOf } from "../source_text.mjs";
import { testNamesOf } from "../test_names.mjs";

/** @typedef {import('../tree.mjs').Tree} Tree */
/** @typedef {import('../tree.mjs').Finding} Finding */

/** @typedef {{ id: string, path: string, line: number }} Place */
/** @typedef {Place & { tests: string[] }} ListedRule */

const definition = /^\s*(?:(?:[-*+]|\d+[.)])\s+)?\*\*([A-Z]{1,4}\d+)[.:]?\*\*/;
const listItem = /^\s*(?:[-*+]|\d+[.)])\s/;
const bracketed = /\[([A-Z]{1,4}\d+)\]/g;
// At the head of a name of GoogleTest, which has no brackets.
const heading = /^(?:[A-Z]{1,4}\d+(?:_|$))+/;

/**
 * @param {Tree} tree
 * @returns {Finding[]}
 */
export function specRules(tree) {
  const defined = definitions(tree);
  const byId = new Map([...defined].reverse().map((place) => [place.id, place]));
  const families = new Set(defined.map(({ id }) => familyOf(id)));
  const cited = citations(tree, families);
  const citedIds = new Set(cited.map(({ id }) => id));

  const repeated = defined.flatMap((place) => {
    const first = byId.get(place.id);
    if (!first || first === place) return [];
    const where = `${first.path}:${first.line}`;
    return [finding(place, `${place.id} is already defined at ${where}; give one a new number`)];
  });
  const untested = [...byId.values()]
    .reverse()
    .filter(({ id }) => !citedIds.has(id))
    .map((place) => {
      return finding(place, `no test cites ${place.id}; write one whose name carries the id`);
    });
  const undefinedIds = [...mentions(tree), ...mentionsInDocs(tree, families), ...cited]
    .filter(({ id }) => !byId.has(id))
    .map((place) => {
      return finding(
        place,
        `no page of spec/ defines ${place.id}; write the rule down, or correct the id`,
      );
    });
  return [...repeated, ...untested, ...distinct(undefinedIds)];
}

/**
 * @param {Tree} tree
 * @returns {ListedRule[]}
 */
export function ruleList(tree) {
  const defined = definitions(tree);
  const cited = citations(tree, new Set(defined.map(({ id }) => familyOf(id))));
  return defined.map((place) => {
    const tests = cited
      .filter(({ id }) => id === place.id)
      .map(({ path, line }) => `${path}:${line}`);
    return { ...place, tests: [...new Set(tests)] };
  });
}

/**
 * @param {Tree} tree
 * @returns {Place[]}
 */
function definitions(tree) {
  return [...tree.files].flatMap(([path, text]) => {
    if (!/^spec\/.*\.md$/.test(path) || path.startsWith("spec/decisions/")) return [];
    return definitionsIn(path, text.split("\n"));
  });
}

/**
 * @param {string} path
 * @param {string[]} lines
 * @returns {Place[]}
 */
function definitionsIn(path, lines) {
  let fenced = false;
  return lines.flatMap((line, index) => {
    if (/^\s*(?:```|~~~)/.test(line)) fenced = !fenced;
    const id = definition.exec(line)?.[1];
    // A bold id at the start of a line inside a paragraph is a mention that the wrapping put there.
    const opens = listItem.test(line) || /^\s*(?:#.*)?$/.test(lines[index - 1] ?? "");
    return id && opens && !fenced ? [{ id, path, line: index + 1 }] : [];
  });
}

/**
 * @param {Tree} tree
 * @param {Set<string>} families
 * @returns {Place[]}
 */
function citations(tree, families) {
  return [...tree.files]
    .filter(([path]) => isTest(path))
    .flatMap(([path, text]) =>
      testNamesOf(path, text).flatMap(({ name, line }) =>
        idsIn(name, families).map((id) => ({ id, path, line })),
      ),
    );
}

/**
 * Names also begin with SHA256 or UTF8, so only the letters of a rule that exists make an id of them.
 * @param {string} name
 * @param {Set<string>} families
 */
function idsIn(name, families) {
  const head = heading.exec(name)?.[0].split("_") ?? [];
  return [...head.filter((id) => families.has(familyOf(id))), ...bracketedIn(name)];
}

// A bracketed RFC number is a reference to literature.
/** @param {string} text */
const bracketedIn = (text) =>
  [...text.matchAll(bracketed)].map(([, id]) => id).filter((id) => familyOf(id) !== "RFC");

/**
 * Ids in brackets, in whatever a person wrote in a test.
 * @param {Tree} tree
 * @returns {Place[]}
 */
function mentions(tree) {
  return [...tree.files]
    .filter(([path]) => isTest(path))
    .flatMap(([path, text]) => {
      const words = wordsOf(path, text);
      return [...words.matchAll(bracketed)]
        .filter(([, id]) => familyOf(id) !== "RFC")
        .map((match) => ({ id: match[1], path, line: lineAt(words, match.index) }));
    });
}

/**
 * What pages for users name as proof. They have no brackets, so that only the letters of rules count.
 * @param {Tree} tree
 * @param {Set<string>} families
 * @returns {Place[]}
 */
function mentionsInDocs(tree, families) {
  return [...tree.files]
    .filter(([path]) => /^docs\/.*\.md$/.test(path))
    .flatMap(([path, text]) =>
      [...text.matchAll(/\b[A-Z]{1,4}\d+\b/g)]
        .filter(([id]) => families.has(familyOf(id)))
        .map((match) => ({ id: match[0], path, line: lineAt(text, match.index) })),
    );
}

/** @param {Finding[]} findings */
const distinct = (findings) => [
  ...new Map(findings.map((one) => [`${one.path}:${one.line} ${one.message}`, one])).values(),
];

/** @param {string} id */
const familyOf = (id) => id.replace(/\d+$/, "");

/**
 * @param {Place} place
 * @param {string} message
 * @returns {Finding}
 */
const finding = ({ path, line }, message) => ({ rule: "rules", path, line, message });
