// @ts-check
// Addresses and folders that must not be committed. They are joined here from pieces, for this file is
// itself checked.
import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";

import { treeOf } from "../tree.mjs";
import { hosts } from "./hosts.mjs";

/** @param {string} text */
const found = (text) =>
  hosts(treeOf({ "a.txt": `\n${text}\n` })).map(({ line, message }) => {
    expect(line).toBe(2);
    return /names ([^;]*);/.exec(message)?.[1];
  });

describe("hosts", () => {
  it.each([
    [["registry", "npmjs", "org"]],
    [["deb", "debian", "org"]],
    [["files", "pythonhosted", "org"]],
    [["static", "crates", "io"]],
  ])("%j is a package registry", (pieces) => {
    expect(found(`see https://${pieces.join(".")}/x`)).toEqual(["a package registry"]);
  });

  it.each([
    ['"resolved"', ": ", '"https://x.example/y"'],
    ["https://x.example/y", "/releases", "/download/v1/z"],
    ["https://x.example/y-1.2", ".tgz", ""],
  ])("%s%s%s is a download address", (...pieces) => {
    expect(found(pieces.join(""))).toEqual(["a download address"]);
  });

  it.each(["work", "home", "root"])("a path into %s is of one machine", (folder) => {
    for (const before of ["", "cd ", '"', "=", "("])
      expect(found(`${before}/${folder}/x`)).toEqual(["a folder of one machine"]);
  });

  it.each(["work", "home", "root"])("a folder named %s below another is none", (folder) => {
    expect(found(`\${ROOT}/${folder}/x ../${folder}/x docs/${folder}/x`)).toEqual([]);
  });

  it.each([
    "https://www.rfc-editor.org/rfc/rfc7748",
    "https://x.example/home/page",
    '"resolved": true, "version": "1.0.0"',
    "the registry of npm packages",
  ])("%s is none", (text) => expect(found(text)).toEqual([]));

  it("are not named by the rule itself", () => {
    const own = readFileSync(new URL("./hosts.mjs", import.meta.url), "utf8");
    expect(hosts(treeOf({ "hosts.mjs": own }))).toEqual([]);
  });
});
