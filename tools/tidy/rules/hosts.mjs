// @ts-check
// Nothing committed may depend on where it was made: no package registry, no download address, no folder of
// one machine. The names below are put together from pieces so that this file does not contain what it seeks.
import { lineAt } from "../paths.mjs";

/** @typedef {import('../tree.mjs').Tree} Tree */
/** @typedef {import('../tree.mjs').Finding} Finding */

/** @param {string[]} pieces */
const dotted = (...pieces) => pieces.join("\\.");

const hostNames = [
  dotted("registry", "(?:npm|yarnpkg)"),
  dotted("(?:deb|ftp|snapshot|security)", "debian"),
  dotted("archive", "ubuntu"),
  dotted("(?:files", "pythonhosted|pypi", "org)"),
  dotted("(?:static|index)", "crates", "io"),
  dotted("proxy", "golang"),
  dotted("(?:codeload", "github|raw", "githubusercontent)"),
  dotted("cdn", "(?:jsdelivr|playwright)"),
  dotted("unpkg", "com"),
  dotted("esm", "sh\\b"),
];

const releases = ["releases", "download"].join("/");
const archives = "tgz|tar\\.gz|tar\\.xz|zip|deb|whl|crate";
const machineFolders = ["work", "home", "root"];

const sought = [
  {
    what: "a package registry",
    pattern: new RegExp(`(?<![\\w-])(?:${hostNames.join("|")})`, "gi"),
    advice: "let the package manager's own settings name it",
  },
  {
    what: "a download address",
    pattern: new RegExp(
      `"resolved":\\s*"http|https?://[^\\s"')>]+(?:/${releases}/|\\.(?:${archives})\\b)`,
      "g",
    ),
    advice: "name the package and its version; for a lock file set omit-lockfile-registry-resolved",
  },
  {
    what: "a folder of one machine",
    // Not the middle of a longer path or of an address, and not after a variable.
    pattern: new RegExp(`(?<![\\w.)}\\]>*~-])/(?:${machineFolders.join("|")})/`, "g"),
    advice: "write the path from the repository root, or take it as an argument",
  },
];

/**
 * @param {Tree} tree
 * @returns {Finding[]}
 */
export function hosts(tree) {
  return [...tree.files].flatMap(([path, text]) =>
    sought.flatMap(({ what, pattern, advice }) => {
      return [...text.matchAll(pattern)].map((match) => {
        const line = lineAt(text, match.index);
        return { rule: "hosts", path, line, message: `'${match[0]}' names ${what}; ${advice}` };
      });
    }),
  );
}
