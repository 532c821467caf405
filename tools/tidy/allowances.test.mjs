// @ts-check
// What an allowance excuses, and when it is itself a finding.
import { describe, expect, it } from "vitest";

import { checkTree } from "./check.mjs";
import { treeOf } from "./tree.mjs";

/** Finds every line that begins with "bad". */
const check = {
  name: "no-bad",
  run: (/** @type {import('./tree.mjs').Tree} */ tree) =>
    [...tree.files].flatMap(([path, text]) => {
      return text.split("\n").flatMap((line, index) => {
        return /^bad\b/.test(line)
          ? [{ rule: "no-bad", path, line: index + 1, message: "bad" }]
          : [];
      });
    }),
};

/**
 * @param {string} path
 * @param {string} text
 */
const rulesFound = (path, text) =>
  checkTree(treeOf({ [path]: text }), [check]).map(({ rule }) => rule);

describe("an allowance", () => {
  it.each([
    ["a.cpp", "bad(); // tidy: allow no-bad: the reason"],
    ["a.cpp", "bad(); /* tidy: allow no-bad: the reason */"],
    ["CMakeLists.txt", "bad() # tidy: allow no-bad: the reason"],
    ["a.md", "bad <!-- tidy: allow no-bad: the reason -->"],
  ])("excuses its line: %s %s", (path, text) => expect(rulesFound(path, text)).toEqual([]));

  it("excuses no other line", () => {
    expect(rulesFound("a.cpp", "bad();\nbad(); // tidy: allow no-bad: why\nbad();")).toEqual([
      "no-bad",
      "no-bad",
    ]);
  });

  it("needs a reason", () => {
    expect(rulesFound("a.cpp", "bad(); // tidy: allow no-bad:")).toEqual(["no-bad", "allowances"]);
    expect(rulesFound("a.cpp", "bad(); // tidy: allow no-bad")).toEqual(["no-bad", "allowances"]);
  });

  it("needs a rule that exists and finds something", () => {
    expect(rulesFound("a.cpp", "bad(); // tidy: allow no-good: why")).toEqual([
      "no-bad",
      "allowances",
    ]);
    expect(rulesFound("a.cpp", "good(); // tidy: allow no-bad: why")).toEqual(["allowances"]);
  });

  it("is a comment", () => {
    expect(rulesFound("a.cpp", 'bad("// tidy: allow no-bad: why");')).toEqual(["no-bad"]);
  });
});
