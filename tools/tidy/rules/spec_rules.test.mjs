// @ts-check
// Rules without tests, ids without rules, ids given twice. Ids are put in brackets by a function, so that
// this file cites none itself.
import { describe, expect, it } from "vitest";

import { treeOf } from "../tree.mjs";
import { ruleList, specRules } from "./spec_rules.mjs";

/** @param {string} id */
const cite = (id) => `[${id}]`;

/** @param {Record<string, string>} files */
const messages = (files) =>
  specRules(treeOf(files)).map(({ path, line, message }) => {
    return `${path}:${line} ${message.slice(0, message.indexOf(";"))}`;
  });

const page = [
  "# Ping",
  "",
  "- **PG1** First.",
  "- **PG2** Second, unlike",
  "**PG9** which is a mention.",
  "",
  "**PG3** Third.",
  "",
].join("\n");
const body = "{ EXPECT_TRUE(x); }";
const test = `TEST(Ping, PG1_answers) ${body}\nTEST_F(Ping, PG2_PG3_more) ${body}\n`;

describe("numbered rules", () => {
  it("are content when each is defined once and cited", () => {
    expect(messages({ "spec/ping.md": page, "net/ping/ping_test.cpp": test })).toEqual([]);
  });

  it.each([
    ["web/ping.test.ts", `it('${cite("PG2")} x', f); it('${cite("PG3")} y', f);`],
    ["web/ping.e2e.ts", `describe("${cite("PG2")}${cite("PG3")}", f);`],
    ["tools/a.test.mjs", `test.each([f(1)])(\`${cite("PG2")} ${cite("PG3")} %s\`, f);`],
  ])("may be cited in brackets by the names of %s", (path, text) => {
    expect(
      messages({ "spec/ping.md": page, "a_test.cpp": `TEST(P, PG1_a) ${body}`, [path]: text }),
    ).toEqual([]);
  });

  it.each([
    ["web/ping.test.ts", `// ${cite("PG1")}\nit("x", () => { f("${cite("PG1")}"); });`],
    ["web/ping.test.ts", `it("${cite("PG1")} x", () => {});`],
    ["sim/ping_test.cpp", `// ${cite("PG1")}\nTEST(P, a) { x() << "${cite("PG1")}"; }`],
    ["sim/ping_test.cpp", "TEST(P, PG1_a) {}"],
    ["sim/ping_test.cpp", "RC_GTEST_PROP(P, PG1_a, (int a)) {\n    // Later.\n}"],
    ["sim/ping_test.cpp", `#if 0\n#if 1\nTEST(P, PG1_a) ${body}\n#endif\n#endif`],
    ["sim/ping_test.cpp", `#if 1\n#else\n#if 0\nTEST(P, PG1_a) ${body}\n#endif\n#endif`],
  ])("are not tested by a mention, or by a test that does nothing: %s %j", (path, text) => {
    const found = messages({ "spec/ping.md": "**PG1** a", [path]: text });
    expect(found).toEqual(["spec/ping.md:1 no test cites PG1"]);
  });

  it.each([
    `#if 0\n#else\nTEST(P, PG1_a) ${body}\n#endif`,
    `#if 0\n#endif\nTEST(P, PG1_a) ${body}`,
    `#if GTEST_HAS_DEATH_TEST\nTEST(P, PG1_a) ${body}\n#endif`,
    `RC_GTEST_PROP(P, PG1_a, (std::vector<int> a)) ${body}`,
  ])("are tested by what is compiled: %j", (text) => {
    expect(messages({ "spec/ping.md": "**PG1** a", "a_test.cpp": text })).toEqual([]);
  });

  it("must exist where pages for users name them", () => {
    const files = { "spec/ping.md": page, "net/ping/ping_test.cpp": test };
    expect(messages({ ...files, "docs/ping.md": "| PG1–PG3 | SHA256 |" })).toEqual([]);
    expect(messages({ ...files, "docs/ping.md": "a\n| PG1–PG8 |" })).toEqual([
      "docs/ping.md:2 no page of spec/ defines PG8",
    ]);
  });

  it("need a test, not other code", () => {
    const found = messages({
      "spec/ping.md": page,
      "net/ping/ping.cpp": `// ${cite("PG1")}\n${test}`,
    });
    expect(found).toEqual(
      [1, 2, 3].map((n) => `spec/ping.md:${[3, 4, 7][n - 1]} no test cites PG${n}`),
    );
  });

  it("are defined once", () => {
    const found = messages({
      "spec/a.md": page,
      "spec/b.md": "**PG1** Again.",
      "a_test.cpp": test,
    });
    expect(found).toEqual(["spec/b.md:1 PG1 is already defined at spec/a.md:3"]);
  });

  it("must exist to be cited", () => {
    const text = `${test}TEST(Ping, PG7_x) ${body}\n// ${cite("ZZ1")} ${cite("RFC7748")}\nint x = table${cite("N2")};\n`;
    expect(messages({ "spec/ping.md": page, "net/ping/ping_test.cpp": text })).toEqual([
      "net/ping/ping_test.cpp:4 no page of spec/ defines ZZ1",
      "net/ping/ping_test.cpp:3 no page of spec/ defines PG7",
    ]);
  });

  it("are not names of algorithms at the head of a test", () => {
    expect(messages({ "a_test.cpp": `TEST(Hash, SHA256_of_nothing) ${body}` })).toEqual([]);
  });

  it("are not defined in fences or decisions", () => {
    const files = {
      "spec/a.md": "```\n\n**PG1** x\n```\n",
      "spec/decisions/0001-x.md": "**PG2** x",
    };
    expect(messages(files)).toEqual([]);
  });
});

describe("the list", () => {
  it("has each rule with its tests", () => {
    const files = {
      "spec/ping.md": "1. **PG1** a\n2. **PG2.** b\n",
      "a_test.cpp": `TEST(P, PG1_a) ${body}`,
    };
    expect(ruleList(treeOf(files))).toEqual([
      { id: "PG1", path: "spec/ping.md", line: 1, tests: ["a_test.cpp:1"] },
      { id: "PG2", path: "spec/ping.md", line: 2, tests: [] },
    ]);
  });
});
