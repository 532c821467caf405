// @ts-check
// Lengths are noted, and functions are told from other braces.
import { describe, expect, it } from "vitest";

import { treeOf } from "../tree.mjs";
import { functionsIn, shape } from "./shape.mjs";

const body = (/** @type {number} */ lineCount) => "    x();\n".repeat(lineCount);

/**
 * @param {string} path
 * @param {string} text
 */
const notes = (path, text) =>
  shape(treeOf({ [path]: text })).map(({ line, message, note }) => {
    expect(note).toBe(true);
    return `${line}: ${message.slice(0, message.indexOf(" ("))}`;
  });

describe("long files", () => {
  it("are noted above 400 lines", () => {
    expect(notes("sim/a.cpp", "\n".repeat(401))).toEqual(["1: the file has 401 lines"]);
    expect(notes("sim/a.cpp", "\n".repeat(400))).toEqual([]);
  });

  it("may be generated, locked or vectors", () => {
    for (const path of [
      "package-lock.json",
      "spec/vectors/a.mjs",
      "web/generated/a.ts",
      "core/a.generated.h",
    ])
      expect(notes(path, "\n".repeat(500))).toEqual([]);
  });
});

describe("long functions", () => {
  it.each([
    ["a.cpp", "void Link::receive(Bytes bytes) {", "Link::receive"],
    ["a.cpp", "auto f(int x) const -> Result<int> {", "f"],
    ["a.cpp", "TEST(Ping, answers) {", "TEST"],
    ["a.ts", "export function start(a: string): Promise<void> {", "start"],
    ["a.ts", "const go = async (a) => {", "a function"],
  ])("%s: %s", (path, head, name) => {
    expect(notes(path, `int a;\n${head}\n${body(69)}}\n`)).toEqual([
      expect.stringMatching(
        name === "a function" ? /^2: .* has 71 lines$/ : `^2: ${name} has 71 lines$`,
      ),
    ]);
    expect(notes(path, `int a;\n${head}\n${body(68)}}\n`)).toEqual([]);
  });

  const others = [
    "namespace a {",
    "class A : B {",
    "if (x) {",
    "int table[] = {",
    "describe('a', () => {",
  ];
  it.each(others)("are not %s", (head) => {
    expect(notes("a.mjs", `${head}\n${body(80)}}\n`)).toEqual([]);
  });

  it("are found inside classes and callbacks", () => {
    const code =
      "namespace n { class A { void f(int a) { if (a) { g(); } } }; }\nrun(1, () => { a; }, (b) => { b; });";
    expect(functionsIn(code).map(({ name }) => name)).toEqual(["f", "run", "run"]);
  });
});
