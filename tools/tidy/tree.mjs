// @ts-check
// The tree that every rule reads: paths and texts, in memory, so that a test can make one up in a line.
// On disk it is what git tracks or would offer to track; binary files are present with an empty text,
// because rules about names need them and rules about text must not see them.
import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";

/** @typedef {{ files: Map<string, string> }} Tree */

/**
 * What a rule has to say about one line. A note is worth reading but does not fail the run.
 * @typedef {{ rule: string, path: string, line: number, message: string, note?: boolean }} Finding
 */

/** @typedef {{ name: string, run: (tree: Tree) => Finding[] }} Check */

/**
 * @param {string} root
 * @returns {Tree}
 */
export function readTree(root) {
  const listing = execFileSync("git", ["ls-files", "-coz", "--exclude-standard"], {
    cwd: root,
    encoding: "utf8",
    maxBuffer: 64 * 1024 * 1024,
  });
  /** @type {Map<string, string>} */
  const files = new Map();
  for (const path of listing.split("\0").filter(Boolean).sort()) {
    const text = readText(join(root, path));
    if (text !== undefined) files.set(path, text);
  }
  return { files };
}

/**
 * @param {Record<string, string>} files
 * @returns {Tree}
 */
export function treeOf(files) {
  return { files: new Map(Object.entries(files)) };
}

/** @param {string} path */
function readText(path) {
  try {
    const text = readFileSync(path, "utf8");
    return text.includes("\0") ? "" : text;
  } catch (error) {
    // Git still lists a file that was deleted but not staged, and a link to a folder.
    const code = /** @type {NodeJS.ErrnoException} */ (error).code;
    if (code === "ENOENT" || code === "EISDIR") return undefined;
    throw error;
  }
}
