// @ts-check
// Code blocks against the regions they come from, and shell blocks against the subcommands of dev.
import { describe, expect, it } from "vitest";

import { treeOf } from "../tree.mjs";
import { snippets } from "./snippets.mjs";

const example = "int main() {\n    // [run]\n    node.run();\n      deeper();\n    // [/run]\n}\n";
const dev = 'cmd_build() { :; }\ncmd_sim_long() { :; }\ncase "$1" in\n  test|bench) x ;;\nesac\n';

/**
 * @param {string} page
 * @param {string} [path]
 */
const messages = (page, path = "docs/start.md") =>
  snippets(
    treeOf({
      "docs/a.cpp": example,
      "docs/a.sh": "# [go]\n./dev build\n# [/go]\n",
      dev,
      [path]: page,
    }),
  ).map(({ line, message }) => `${line}: ${message}`);

/**
 * @param {string} language
 * @param {...string} lines
 */
const block = (language, ...lines) => ["```" + language, ...lines, "```", ""].join("\n");

describe("a block of code", () => {
  it("may be copied, whatever its indentation", () => {
    expect(
      messages(`<!-- from: docs/a.cpp#run -->\n${block("cpp", "node.run();", "  deeper();")}`),
    ).toEqual([]);
    expect(
      messages(
        `<!-- from: docs/a.cpp#run -->\n\n${block("cpp", "  node.run();", "    deeper();")}`,
      ),
    ).toEqual([]);
    expect(messages(`<!-- from: docs/a.sh#go -->\n${block("sh", "./dev build")}`)).toEqual([]);
  });

  it("must be copied to the letter", () => {
    const start = "<!-- from: docs/a.cpp#run -->\n";
    const altered = messages(start + block("cpp", "node.run();", "  other();"));
    expect(altered).toEqual([expect.stringContaining("2: line 2 of the block")]);
    const longer = messages(start + block("cpp", "node.run();", "  deeper();", "more();"));
    expect(longer).toEqual([expect.stringContaining("nothing more")]);
    expect(messages(start + block("cpp", "node.run();"))).toHaveLength(1);
  });

  it("must name a region that exists", () => {
    const noFile = messages(`<!-- from: docs/b.cpp#run -->\n${block("cpp", "x")}`);
    expect(noFile).toEqual([expect.stringContaining("no file docs/b.cpp")]);
    const noRegion = messages(`<!-- from: docs/a.cpp#walk -->\n${block("cpp", "x")}`);
    expect(noRegion).toEqual([expect.stringContaining("[walk]")]);
  });

  it.each(["cpp", "ts", "js", "mjs", "tsx"])(
    "of language %s must say where it is from",
    (language) => {
      expect(messages(`Text.\n\n${block(language, "x")}`)).toEqual([
        expect.stringContaining("3: this"),
      ]);
      expect(messages(`<!-- not compiled: a sketch -->\n${block(language, "x")}`)).toEqual([]);
      expect(messages(`<!-- not compiled: -->\n${block(language, "x")}`)).toHaveLength(1);
    },
  );

  it("of another language, or of a page not for users, may stand alone", () => {
    expect(messages(block("text", "x") + block("", "y") + block("json", "{}"))).toEqual([]);
    expect(messages(block("cpp", "x"), "spec/ping.md")).toEqual([]);
    expect(messages(block("cpp", "x"), "README.md")).toHaveLength(1);
  });
});

describe("a shell block", () => {
  it("names subcommands of dev", () => {
    expect(
      messages(block("sh", "./dev build", "$ ./dev test --all", "./dev sim-long", "ls")),
    ).toEqual([]);
    expect(messages(block("bash", "ls", "./dev fly", "./dev"))).toEqual([
      "3: dev has no subcommand 'fly'; it has: build, sim_long, sim-long, test, bench",
      expect.stringContaining("4: "),
    ]);
  });
});
