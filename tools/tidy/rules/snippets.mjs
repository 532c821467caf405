// @ts-check
// Code in user-facing pages is code that compiles: a fenced block repeats, letter for letter, a marked region
// of a file that is built and tested.
//
//   <!-- from: path/to/file#region -->      and in that file   // [region]  …  // [/region]
//   <!-- not compiled: reason -->           for what cannot be part of a program
//
// In shell blocks every ./dev line must name a subcommand that `dev` has.
import { nameOf } from "../paths.mjs";
import { fencesOf, regionOf, stripIndentation } from "../snippet_text.mjs";

/** @typedef {import('../tree.mjs').Tree} Tree */
/** @typedef {import('../tree.mjs').Finding} Finding */
/** @typedef {import('../snippet_text.mjs').Fence} Fence */

const compiledLanguages = /^(?:cpp|c\+\+|ts|typescript|js|javascript|mjs|tsx|jsx)$/;
const shellLanguages = /^(?:sh|bash|shell|console)$/;

/**
 * @param {Tree} tree
 * @returns {Finding[]}
 */
export function snippets(tree) {
  const commands = devCommands(tree.files.get("dev") ?? "");
  return [...tree.files].flatMap(([path, text]) => {
    if (!isUserFacing(path)) return [];
    return fencesOf(text).flatMap((fence) => {
      const objection = objectionTo(fence, tree);
      const own = objection
        ? [{ rule: "snippets", path, line: fence.line, message: objection }]
        : [];
      return [...own, ...unknownCommands(path, fence, commands)];
    });
  });
}

/** @param {string} path */
const isUserFacing = (path) =>
  nameOf(path) === "README.md" || /^(?:docs\/.*|STYLE|ARCHITECTURE)\.md$/.test(path);

/**
 * @param {Fence} fence
 * @param {Tree} tree
 */
function objectionTo(fence, tree) {
  const from = /^<!-- from: (\S+?)#(\S+) -->$/.exec(fence.before);
  if (from) return objectionToCopy(fence, from[1], from[2], tree);
  if (!compiledLanguages.test(fence.language)) return undefined;
  if (/^<!-- not compiled: \S.* -->$/.test(fence.before)) return undefined;
  return (
    `this ${fence.language} block is compiled by nothing; put <!-- from: file#region --> above it, ` +
    "or <!-- not compiled: reason -->"
  );
}

/**
 * @param {Fence} fence
 * @param {string} source
 * @param {string} region
 * @param {Tree} tree
 */
function objectionToCopy(fence, source, region, tree) {
  const text = tree.files.get(source);
  if (text === undefined) return `there is no file ${source}; correct the path`;
  const lines = regionOf(text, region);
  if (!lines) return `${source} has no lines between [${region}] and [/${region}]; mark them there`;
  const expected = stripIndentation(lines);
  const actual = stripIndentation(fence.lines);
  if (expected.join("\n") === actual.join("\n")) return undefined;
  const different = expected.findIndex((line, index) => line !== actual[index]);
  const at = different === -1 ? expected.length : different;
  return (
    `line ${at + 1} of the block is not as in ${source}#${region}, which has ` +
    `'${expected[at] ?? "nothing more"}'; copy the region again`
  );
}

/**
 * @param {string} path
 * @param {Fence} fence
 * @param {Set<string>} commands
 * @returns {Finding[]}
 */
function unknownCommands(path, fence, commands) {
  if (!shellLanguages.test(fence.language)) return [];
  return fence.lines.flatMap((line, index) => {
    const [first, subcommand] = line.replace(/^\s*(?:\$\s+)?/, "").split(/\s+/);
    if (first !== "./dev" || commands.has(subcommand)) return [];
    const known = [...commands].join(", ") || "none";
    const message = `dev has no subcommand '${subcommand ?? ""}'; it has: ${known}`;
    return [{ rule: "snippets", path, line: fence.line + 1 + index, message }];
  });
}

/**
 * What `dev` answers to: its functions cmd_NAME, where _ stands for - as well, and its case labels.
 * @param {string} dev
 */
function devCommands(dev) {
  const functions = [...dev.matchAll(/^\s*(?:function\s+)?cmd_(\w+)\s*\(\)/gm)].map(
    (match) => match[1],
  );
  const labels = [...dev.matchAll(/^\s*\(?([a-z][\w-]*(?:\s*\|\s*[\w-]+)*)\)/gm)];
  const named = labels.flatMap((match) => match[1].split("|").map((label) => label.trim()));
  return new Set([...functions.flatMap((name) => [name, name.replaceAll("_", "-")]), ...named]);
}
