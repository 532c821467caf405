// @ts-check
// Files that nothing names. A source is named by a CMakeLists.txt, a header by an include, a script by an
// import or by whatever starts it, a page by a link, a test vector by the code that reads it. A header that only
// its own source and tests include is a note: it may be an outermost interface, or code nobody needs.
import { isCppTestCode, isScriptTest, nameOf } from "../paths.mjs";
import { References } from "../references.mjs";

/** @typedef {import('../tree.mjs').Tree} Tree */
/** @typedef {import('../tree.mjs').Finding} Finding */

/** @typedef {(path: string, references: References) => string | undefined} Judge */

/** @type {{ applies: (path: string) => boolean, judge: Judge, note?: boolean }[]} */
const kinds = [
  { applies: (path) => /\.(?:cpp|cc|c)$/.test(path), judge: judgeSource },
  { applies: (path) => path.endsWith(".h"), judge: judgeHeader },
  { applies: (path) => path.endsWith(".h") && !isCppTestCode(path), judge: judgeReach, note: true },
  { applies: isOrdinaryScript, judge: judgeScript },
  { applies: (path) => /^(?:docs|spec)\/.*\.md$/.test(path), judge: judgePage },
  { applies: (path) => /^spec\/vectors\/.*(?<!\.md)$/.test(path), judge: judgeVector },
];

/**
 * @param {Tree} tree
 * @returns {Finding[]}
 */
export function unusedFiles(tree) {
  const references = new References(tree);
  return [...tree.files.keys()].flatMap((path) => {
    return kinds
      .filter(({ applies }) => applies(path))
      .flatMap(({ judge, note }) => {
        const message = judge(path, references);
        return message
          ? [{ rule: "unused-files", path, line: 1, message, ...(note && { note }) }]
          : [];
      });
  });
}

/** @type {Judge} */
function judgeSource(path, references) {
  if (references.inCMake(path)) return undefined;
  return "no CMakeLists.txt of its folder or above names it; add it to a target, or delete it";
}

/** @type {Judge} */
function judgeHeader(path, references) {
  if (references.includersOf(path).length > 0) return undefined;
  return "nothing includes it; delete it, or include it where it is meant to be used";
}

/** @type {Judge} */
function judgeReach(path, references) {
  const stem = path.slice(0, -".h".length);
  const includers = references.includersOf(path);
  const isOwn = (/** @type {string} */ includer) =>
    includer === `${stem}.cpp` || (includer.startsWith(`${stem}_`) && isCppTestCode(includer));
  if (includers.length === 0 || !includers.every(isOwn)) return undefined;
  return "only its own source and tests include it; see whether a product needs it";
}

/** @param {string} path */
function isOrdinaryScript(path) {
  return (
    /\.(?:mjs|js|tsx?)$/.test(path) &&
    !path.endsWith(".d.ts") &&
    !isScriptTest(path) &&
    !/\.config\.\w+$/.test(path)
  );
}

/** @type {Judge} */
function judgeScript(path, references) {
  if (references.isImported(path) || references.isStarted(path)) return undefined;
  return (
    "nothing imports or starts it; name it in what uses it (script, package.json, dev, CMake, HTML), " +
    "or delete it"
  );
}

/** @type {Judge} */
function judgePage(path, references) {
  if (references.isLinked(path)) return undefined;
  return "no other page links to it; link it from the page a reader comes from";
}

/** @type {Judge} */
function judgeVector(path, references) {
  const folder = path.split("/").slice(1, -1).join("/");
  if (references.inCode(nameOf(path)) || (folder !== "vectors" && references.inCode(folder)))
    return undefined;
  return "no code names it or its folder; read it in a test, or delete it";
}
