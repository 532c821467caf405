// @ts-check
// docs/errors.md has every kind of error that a user can meet, and says of each what the sources say.
import { readFileSync } from "node:fs";
import { expect, test } from "vitest";

import { filled, generated, page, wordsOf } from "./errors.mjs";
import { namesInTable } from "./reliability_tables.mjs";

const read = (/** @type {string} */ path) => readFileSync(path, "utf8");
const text = read(page);

/** @param {string} path @param {RegExp} block @param {RegExp} name */
function namesIn(path, block, name) {
  const [found] = block.exec(read(path)) ?? [];
  if (found === undefined) throw new Error(`${path} has nothing like ${block}`);
  return [...found.matchAll(name)].map(([, one = ""]) => one);
}

/** The members of a union of texts. @param {string} path @param {string} type */
const union = (path, type) => namesIn(path, new RegExp(`type ${type} =[^;]*;`), /\| "([a-z_-]+)"/g);

/** The values of an enum. @param {string} path @param {string} type */
const enumerators = (path, type) => namesIn(path, new RegExp(`enum class ${type} [^}]*\\}`), /(?:^|[{,])\s*([a-z_]+)(?= *[,=}\n])/gm);

/** @type {[table: string, names: string[]][]} */
const written = [
  ["MeshError", union("web/selvage/src/mesh/errors.ts", "MeshErrorKind")],
  ["NetError", union("web/selvage/src/net/errors.ts", "NetErrorKind")],
  ["DocumentError", union("web/selvage/src/document/errors.ts", "DocumentErrorCode")],
  ["exits", namesIn("native/command/commands.h", /enum class Exit [^}]*\}/, /[a-z_]+ = (\d+)/g)],
  ["writes", enumerators("fabric/quorum/types.h", "Reason")],
  ["writes refused", enumerators("fabric/quorum/types.h", "Refused")],
  ["disk", namesIn("web/selvage/src/disk/actions.ts", /diskFaults = \[[^\]]*\]/, /"([a-z]+)"/g)],
];

test.each(written)("the table %s has each kind of the sources, and nothing else", (table, names) => {
  expect(names.length).toBeGreaterThan(3);
  expect(namesInTable(text, table).sort()).toEqual([...new Set(names)].sort());
});

test("a page's kinds are those of the control protocol, with its own", () => {
  const kinds = [...wordsOf(read("fabric/control/problem.cpp"), "name_of", "ProblemKind").values()];
  const own = ["closed", "no-engine", "task-failed", "task-cancelled", "task-too-late"];
  expect([...kinds, ...own].sort()).toEqual(namesInTable(text, "MeshError").sort());
});

test("a program's kinds are those of the control protocol, with the library's own", () => {
  const kinds = [...wordsOf(read("fabric/control/problem.cpp"), "name_of", "ProblemKind").values()];
  const named = namesIn("native/library/include/selvage/error.h", /names\{[^}]*\}/, /"([a-z-]+)"/g);
  const own = namesInTable(text, "library");
  expect([...kinds, ...own].sort()).toEqual([...named, "failed"].sort());
  const said = read("native/library/include/selvage/c.h");
  for (const name of [...kinds, ...own]) expect(said).toMatch(new RegExp(`[ /]${name}[,;]`));
});

test("tables whose words are in the sources are as these say: node tools/errors.mjs writes them", () => {
  expect(filled(text, read)).toBe(text);
  for (const { table } of generated) expect(namesInTable(text, table).length).toBeGreaterThan(3);
});

test("what is said of a write is what the node says", () => {
  for (const type of ["Reason", "Refused"])
    for (const said of wordsOf(read("fabric/quorum/quorum.cpp"), "describe", type).values()) expect(text).toContain(said);
});

test("what is said of settings is said in the sources", () => {
  const sources = ["settings.cpp", "running.cpp"].map((name) => read(`native/command/${name}`));
  const all = [...sources, read("native/node/places.cpp")].join("").replaceAll(/"\s*"/g, "");
  for (const said of namesInTable(text, "settings")) expect(all).toContain(said);
  const rules = [...all.matchAll(/return\s+"(is [^"\\,:]+)/g)].map(([, rule = ""]) => rule);
  expect(rules.length).toBeGreaterThan(4);
  for (const rule of rules) expect(text).toContain(rule);
});

test("every error of the package has a place in the page", () => {
  const classes = ["errors.ts", "mesh/errors.ts", "net/errors.ts", "document/errors.ts"]
    .flatMap((path) => [...read(`web/selvage/src/${path}`).matchAll(/export class (\w+)/g)])
    .map(([, name]) => name);
  expect(classes).toHaveLength(6);
  for (const name of classes) expect(text).toMatch(new RegExp(`\\b${name}\\b`));
});

test("words are found however they are broken, and a value without words is noticed", () => {
  const source = (/** @type {string} */ body) => `std::string_view describe(Kind kind) {\n${body}\n}\n`;
  const whole = source('case Kind::a: return "one";\ncase Kind::b:\n  return "two \\"words\\" "\n    "more";');
  expect([...wordsOf(whole, "describe", "Kind")]).toEqual([["a", "one"], ["b", 'two "words" more']]);
  expect(() => wordsOf(source("case Kind::a: return text;"), "describe", "Kind")).toThrow("only 0 were understood");
});
