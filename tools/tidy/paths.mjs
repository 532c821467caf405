// @ts-check
// What a path says about its file: the language, whether it is a test, and whether it belongs to the brain.

/** @typedef {'cpp' | 'script' | 'hash' | 'markup' | 'other'} Language */

/** @type {[RegExp, Language][]} */
const languages = [
  [/\.(?:h|hpp|c|cc|cpp)$/, "cpp"],
  [/\.(?:ts|tsx|mts|js|jsx|mjs|cjs)$/, "script"],
  [/(?:^|\/)CMakeLists\.txt$|\.(?:cmake|sh|py|ya?ml|toml)$|(?:^|\/)dev$/, "hash"],
  [/\.(?:md|html|svg|xml)$/, "markup"],
];

/**
 * @param {string} path
 * @returns {Language}
 */
export function languageOf(path) {
  return languages.find(([pattern]) => pattern.test(path))?.[1] ?? "other";
}

const brainFolders = ["core", "net", "fabric", "logos"];

/** @param {string} path */
export const isBrain = (path) => brainFolders.includes(path.split("/")[0]);

/**
 * C++ that no product links: tests, fuzzers, benchmarks, contract suites, and what they share.
 * @param {string} path
 */
export const isCppTestCode = (path) =>
  /_(?:test|fuzz|bench|contract)\.(?:cpp|h)$/.test(path) || path.startsWith("core/testing/");

/** @param {string} path */
export const isScriptTest = (path) => /\.(?:test|e2e)\.(?:ts|tsx|mjs|js)$/.test(path);

/**
 * Files that a run reports as passed or failed; a rule of spec/ counts as tested if one of these cites it.
 * @param {string} path
 */
export const isTest = (path) => /_test\.cpp$/.test(path) || isScriptTest(path);

/** @param {string} path */
export const isGenerated = (path) =>
  /(?:^|\/)(?:generated\/|[^/]*[._]generated\.|package-lock\.json$)|\.lock$/.test(path) ||
  path.startsWith("spec/vectors/");

/** @param {string} path */
export const folderOf = (path) => path.split("/").slice(0, -1).join("/");

/** @param {string} path */
export const nameOf = (path) => path.slice(path.lastIndexOf("/") + 1);

/**
 * Joins a folder and a relative path; undefined if that leaves the repository.
 * @param {string} folder
 * @param {string} relative
 */
export function resolvePath(folder, relative) {
  const parts = folder === "" ? [] : folder.split("/");
  for (const part of relative.split("/")) {
    if (part === "" || part === ".") continue;
    if (part !== "..") parts.push(part);
    else if (parts.pop() === undefined) return undefined;
  }
  return parts.join("/");
}

/**
 * The line, counted from 1, of a position in a text.
 * @param {string} text
 * @param {number} position
 */
export function lineAt(text, position) {
  let line = 1;
  for (let at = text.indexOf("\n"); at !== -1 && at < position; at = text.indexOf("\n", at + 1))
    line++;
  return line;
}
