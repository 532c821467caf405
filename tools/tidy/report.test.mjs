// @ts-check
// The form of what is printed, and that the table of checks is whole.
import { readdirSync } from "node:fs";
import { describe, expect, it } from "vitest";

import { checkTree, failing } from "./check.mjs";
import { formatFindings, formatRuleList, formatSummary } from "./report.mjs";
import { checks } from "./table.mjs";
import { treeOf } from "./tree.mjs";

describe("a report", () => {
  const tree = treeOf({ "sim/b.h": "// What.\n", "sim/a.mjs": `// What.\n${"\n".repeat(500)}` });
  const findings = checkTree(tree, checks);

  it("goes by file and line, and tells notes from failures", () => {
    expect(formatFindings(findings).map((line) => line.slice(0, line.indexOf("] ") + 1))).toEqual([
      "sim/a.mjs:1: [unused-files]",
      "note: sim/a.mjs:1: [shape]",
      "sim/b.h:1: [unused-files]",
      "sim/b.h:1: [headers]",
    ]);
    expect(failing(findings)).toHaveLength(3);
  });

  it("closes with what was looked for", () => {
    expect(formatSummary(tree, checks, findings)).toBe(
      "tidy: 2 files, 3 findings and 1 notes (includes 0, banned-words 0, unused-files 2, rules 0, shape 1, " +
        "headers 1, hosts 0, snippets 0, allowances 0)",
    );
  });

  it("lists rules with their tests", () => {
    const rules = [
      { id: "PG1", path: "spec/ping.md", line: 3, tests: ["a_test.cpp:1"] },
      { id: "PG2", path: "spec/ping.md", line: 4, tests: [] },
    ];
    expect(formatRuleList(rules).split("\n")).toEqual([
      "PG1  spec/ping.md:3",
      "    a_test.cpp:1",
      "PG2  spec/ping.md:4",
      "    no test",
      "2 rules, 1 without a test",
    ]);
  });
});

describe("the table of checks", () => {
  it("has every file of rules/", () => {
    const files = readdirSync(new URL("./rules/", import.meta.url)).filter(
      (name) => !name.endsWith(".test.mjs"),
    );
    expect(checks).toHaveLength(files.length);
  });
});
