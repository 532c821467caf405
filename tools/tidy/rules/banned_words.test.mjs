// @ts-check
// Each banned word fires once where it is banned, and its innocent neighbours do not.
import { describe, expect, it } from "vitest";

import { treeOf } from "../tree.mjs";
import { wordLists } from "../word_table.mjs";
import { bannedWords } from "./banned_words.mjs";

/**
 * @param {string} path
 * @param {string} text
 */
const namesFound = (path, text) =>
  bannedWords(treeOf({ [path]: text })).map(({ message }) =>
    message.slice(0, message.indexOf(": ")),
  );

/** @type {[string, string][]} */
const offences = [
  ["now()", "auto t = std::chrono::steady_clock::now();"],
  ["time()", "seed = time(nullptr);"],
  ["random_device", "std::random_device device;"],
  ["rand()", "int n = std::rand() % 6;"],
  ["std::hash", "std::hash<int> h;"],
  ["unordered container", "std::unordered_map<int, int> m;"],
  ["shared_ptr", "std::shared_ptr<Node> next;"],
  ["std::function", "std::function<void()> done;"],
  ["throw", "throw 1;"],
  ["try", "try { f(); }"],
  ["catch", "catch (...) {}"],
  ["dynamic_cast", "dynamic_cast<A*>(b);"],
  ["typeid", "typeid(x);"],
  ["thread_local", "thread_local int depth;"],
  ["mutable static", "static int counter = 0;"],
  ["mutable static", "inline std::vector<int> seen;"],
  ["mutable static", "void f() {\n    static Table table{};\n}"],
  ["getenv", 'std::getenv("HOME");'],
  ["printf", 'std::printf("x");'],
  ["standard stream", "std::cerr << 1;"],
  ["malloc", "p = malloc(8);"],
  ["free", "if (p) free(p);"],
];

const innocent = [
  "Instant time() const;",
  "auto t = frame.time(0);",
  "int rand(int sides);",
  "prng.rand();",
  "pool.free(slot);",
  "pool->free(slot);",
  "void free(Slot slot);",
  "void Pool::free(Slot slot) {}",
  "Slot& free(Slot& slot);",
  "Range<int> rand(int);",
  "function_ref<void()> f;",
  "static constexpr int size = 4;",
  "static const Table table = make();",
  "static Result<int> parse(Bytes bytes) {}",
  "static_assert(sizeof(int) == 4);",
  'inline constexpr std::string_view name = "x";',
  "inline bool operator==(A, B) { return true; }",
  "inline namespace v1 {}",
  "TRY(read());",
  "auto x = retry {};",
  "// throw, std::rand(), static int x = 0;",
  'f("throw std::cout printf(");',
];

describe("the purity of the brain", () => {
  it.each(offences)("%s: %s", (name, text) => {
    expect(namesFound("core/crdt/text.cpp", text)).toEqual([name]);
    expect(namesFound("native/asio/tcp.cpp", text)).toEqual([]);
    expect(namesFound("core/crdt/text_test.cpp", text)).toEqual([]);
  });

  it.each(innocent)("says nothing of %s", (text) =>
    expect(namesFound("net/ping/ping.h", text)).toEqual([]),
  );

  it("is tried above for every word of the table", () => {
    const purity = wordLists[0].words.map(({ name }) => name);
    expect(new Set(offences.map(([name]) => name))).toEqual(new Set(purity));
  });
});

describe("tests that do not run", () => {
  it("are found in both languages", () => {
    expect(namesFound("sim/a_test.cpp", 'GTEST_SKIP() << "later";')).toEqual(["GTEST_SKIP"]);
    expect(namesFound("sim/a_test.cpp", "TEST(A, DISABLED_b) {}")).toEqual(["DISABLED_"]);
    expect(namesFound("web/a.test.ts", "it.only('x', f);")).toEqual([".only or .skip"]);
    expect(namesFound("web/a.e2e.ts", "test.describe.skip('x', f);")).toEqual([".only or .skip"]);
  });

  it("are not other things of that name", () => {
    expect(namesFound("web/a.test.ts", "reader.skip(4);")).toEqual([]);
    expect(namesFound("web/a.ts", "it.only();")).toEqual([]);
  });
});

describe("work left over", () => {
  it("is found in code and comments of every language", () => {
    expect(namesFound("sim/a.cpp", "// TODO: later")).toEqual(["work left over"]);
    expect(namesFound("web/a.ts", "/* FIXME */")).toEqual(["work left over"]);
    expect(namesFound("cmake/a.cmake", "# XXX")).toEqual(["work left over"]);
  });

  it("is not found in strings and longer words", () => {
    expect(namesFound("web/a.ts", "label('TODO'); // TODOS")).toEqual([]);
    expect(namesFound("dev", "mktemp -d XXXXXX")).toEqual([]);
  });
});
