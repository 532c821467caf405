// @ts-check
// The numbered rules of spec/. A rule is a paragraph or list item that opens with a bold id (one to four
// capitals and a number); a test cites it in brackets in a name, string or comment, or at the head of a
// GoogleTest name. An id is defined once and cited by at least one test.
import { isTest, languageOf, lineAt } from "../paths.mjs";
import { codeOf, wordsOf } from "../source_text.mjs";

/** @typedef {import('../tree.mjs').Tree} Tree */
/** @typedef {import('../tree.mjs').Finding} Finding */

/** @typedef {{ id: string, path: string, line: number }} Place */
/** @typedef {Place & { tests: string[] }} ListedRule */

const definition = /^\s*(?:(?:[-*+]|\d+[.)])\s+)?\*\*([A-Z]{1,4}\d+)[.:]?\*\*/;
const listItem = /^\s*(?:[-*+]|\d+[.)])\s/;
const bracketed = /\[([A-Z]{1,4}\d+)\]/g;
const testMacro =
  "(?:TEST|TEST_F|TEST_P|TYPED_TEST|TYPED_TEST_P|RC_GTEST_PROP|RC_GTEST_FIXTURE_PROP)";
const testName = new RegExp(
  String.raw`\b${testMacro}\s*\(\s*\w+\s*,\s*((?:[A-Z]{1,4}\d+(?:_|\b))+)`,
  "g",
);

/**
 * @param {Tree} tree
 * @returns {Finding[]}
 */
export function specRules(tree) {
  const defined = definitions(tree);
  const byId = new Map([...defined].reverse().map((place) => [place.id, place]));
  const cited = citations(tree, new Set(defined.map(({ id }) => familyOf(id))));
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
  const undefinedIds = cited
    .filter(({ id }) => !byId.has(id))
    .map((place) => {
      return finding(
        place,
        `no page of spec/ defines ${place.id}; write the rule down, or correct the id`,
      );
    });
  return [...repeated, ...untested, ...undefinedIds];
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
    .flatMap(([path, text]) => {
      const words = wordsOf(path, text);
      const inBrackets = [...words.matchAll(bracketed)].map((match) => {
        return { id: match[1], path, line: lineAt(words, match.index) };
      });
      const inNames = languageOf(path) === "cpp" ? namedIn(path, codeOf(path, text), families) : [];
      // A bracketed RFC number is a reference to literature.
      return [...inBrackets.filter(({ id }) => familyOf(id) !== "RFC"), ...inNames];
    });
}

/**
 * Names also begin with SHA256 or UTF8, so only the letters of a rule that exists make an id of them.
 * @param {string} path
 * @param {string} code
 * @param {Set<string>} families
 * @returns {Place[]}
 */
function namedIn(path, code, families) {
  return [...code.matchAll(testName)].flatMap((match) => {
    const ids = match[1].split("_").filter((id) => families.has(familyOf(id)));
    return ids.map((id) => ({ id, path, line: lineAt(code, match.index) }));
  });
}

/** @param {string} id */
const familyOf = (id) => id.replace(/\d+$/, "");

/**
 * @param {Place} place
 * @param {string} message
 * @returns {Finding}
 */
const finding = ({ path, line }, message) => ({ rule: "rules", path, line, message });
