// @ts-check
// What counts as code, comment and literal, at the corners where a naive reader goes wrong.
import { describe, expect, it } from "vitest";

import { codeOf, commentsOf, withoutComments, wordsOf } from "./source_text.mjs";

/**
 * @param {string} path
 * @param {string} text
 */
const codeWords = (path, text) => codeOf(path, text).split(/\s+/).filter(Boolean).join(" ");

describe("C++ text", () => {
  it.each([
    ['int a; // b "c', "int a;"],
    ["a /* b\n c */ d", "a d"],
    ['f("// no comment") + 1;', "f( ) + 1;"],
    ['g("a\\"b") h', "g( ) h"],
    ["int n = 1'000'000; char c = '\"'; x", "int n = 1'000'000; char c = ; x"],
    ['auto s = R"x(a ")" b)x"; y', "auto s = ; y"],
    ["#error don't\nz", "#error don z"],
  ])("%j is code %j", (text, code) => expect(codeWords("a.cpp", text)).toBe(code));
});

describe("script text", () => {
  it.each([
    ["a = b / c / d; // e", "a = b / c / d;"],
    ["x.match(/[\"'`]/g) + y", "x.match( ) + y"],
    ['f(/[/]"/) // "\ng', "f( ) g"],
    ['a => /b"/.test(c)', "a => .test(c)"],
    ["`a ${b + `c ${d}`} e` + f", "b + d + f"],
    ['`${ { x: "}" }.x }` + z', "{ x: }.x + z"],
    ["return <p>don</p>; x", "return <p>don</p>; x"],
    ["#!/usr/bin/env node\nx", "x"],
  ])("%j is code %j", (text, code) => expect(codeWords("a.tsx", text)).toBe(code));
});

describe("views", () => {
  const text = 'a; // one\n"two" # three\n';

  it("keep every position and line", () => {
    for (const view of [codeOf, commentsOf, withoutComments, wordsOf]) {
      expect(view("a.mjs", text)).toHaveLength(text.length);
      expect(view("a.mjs", text).split("\n")).toHaveLength(3);
    }
  });

  it("differ in what they leave blank", () => {
    expect(commentsOf("a.mjs", text).trim()).toBe("// one");
    expect(withoutComments("a.mjs", text)).toContain('"two"');
    expect(wordsOf("a.mjs", text).split(/\s+/)).toEqual(["", "//", "one", '"two"', ""]);
  });

  it("know the comments of shell, CMake and Markdown", () => {
    expect(commentsOf("CMakeLists.txt", "a(b) # c").trim()).toBe("# c");
    expect(commentsOf("dev", "echo ${#a} # b").trim()).toBe("# b");
    expect(commentsOf("a.md", "# b <!-- c --> d").trim()).toBe("<!-- c -->");
  });
});
