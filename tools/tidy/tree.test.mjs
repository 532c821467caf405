// @ts-check
// What of a folder on disk becomes the tree.
import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";

import { readTree } from "./tree.mjs";

let root = "";
beforeEach(() => void (root = mkdtempSync(join(tmpdir(), "tidy-"))));
afterEach(() => rmSync(root, { recursive: true }));

/**
 * @param {string} path
 * @param {string | Uint8Array} content
 */
const write = (path, content) => writeFileSync(join(root, path), content);

/** @param {string[]} words */
const git = (...words) => execFileSync("git", words, { cwd: root });

describe("the tree on disk", () => {
  it("is what git tracks or would track, and still exists", () => {
    git("init", "--quiet");
    write(".gitignore", "ignored.txt\n");
    for (const path of ["tracked.txt", "deleted.txt", "ignored.txt", "new with ü.txt"])
      write(path, path);
    git("add", "tracked.txt", "deleted.txt");
    rmSync(join(root, "deleted.txt"));
    expect([...readTree(root).files.keys()]).toEqual([
      ".gitignore",
      "new with ü.txt",
      "tracked.txt",
    ]);
  });

  it("has binary files without their bytes", () => {
    git("init", "--quiet");
    write("a.bin", Uint8Array.of(1, 0, 2));
    write("a.txt", "text");
    expect([...readTree(root).files]).toEqual([
      ["a.bin", ""],
      ["a.txt", "text"],
    ]);
  });
});
