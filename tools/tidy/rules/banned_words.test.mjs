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
  ["now()", "auto clock = &std::chrono::steady_clock::now;"],
  ["time()", "seed = time(nullptr);"],
  ["C clock", "long ticks = std::clock();"],
  ["C clock", "clock_gettime(0, &t);"],
  ["cycle counter", "return __builtin_readcyclecounter();"],
  ["random_device", "std::random_device device;"],
  ["rand()", "int n = std::rand() % 6;"],
  ["random()", "return random();"],
  ["random()", "return arc4random_uniform(6);"],
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
  ["mutable state", "static int counter = 0;"],
  ["mutable state", "static std::vector<int> cache(size);"],
  ["keys by address", "std::set<const Node*> seen;"],
  ["keys by address", "std::map<core::Node *, int> seen;"],
  ["keys by address", "FlatMap<const Box<int>*, int> seen;"],
  ["getenv", 'std::getenv("HOME");'],
  ["printf", 'std::printf("x");'],
  ["standard stream", "std::cerr << 1;"],
  ["puts", 'std::puts("x");'],
  ["puts", 'std::fwrite("x", 1, 1, stdout);'],
  ["std::print", 'std::println("x");'],
  ["exit", "std::exit(1);"],
  ["exit", "if (x) abort();"],
  ["malloc", "p = malloc(8);"],
  ["free", "if (p) free(p);"],
  ["new[]", "return new int[5];"],
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
  "clock.now();",
  "wire.clock();",
  "void exit(Room room);",
  "queue.random();",
  "std::map<int, Node*> nodes;",
  "FlatMap<Id, std::set<int>*> sets;",
  "auto p = new (place) Node(list[0]);",
  "TRY(read());",
  "auto x = retry {};",
  "// throw, std::rand(), static int x = 0;",
  'f("throw std::cout printf(");',
];

// At the level of a file every variable would be an offence of its own.
/** @param {string} statement */
const inFunction = (statement) => `void f() {\n    ${statement}\n}\n`;

describe("the purity of the brain", () => {
  it.each(offences)("%s: %s", (name, statement) => {
    const text = inFunction(statement);
    expect(namesFound("core/crdt/text.cpp", text)).toEqual([name]);
    expect(namesFound("native/asio/tcp.cpp", text)).toEqual([]);
    expect(namesFound("core/crdt/text_test.cpp", text)).toEqual([]);
  });

  it.each(innocent)("says nothing of %s", (text) =>
    expect(namesFound("net/ping/ping.h", inFunction(text))).toEqual([]),
  );

  it("finds state outside of functions too", () => {
    expect(namesFound("core/a.cpp", "namespace { int counter = 0; }")).toEqual(["mutable state"]);
    expect(namesFound("core/a.cpp", "inline bool operator==(A, B) { return true; }")).toEqual([]);
    expect(namesFound("core/a.cpp", "inline namespace v1 {}")).toEqual([]);
  });

  it("allows keys by address whose order is not used, with the reason", () => {
    const map = "std::map<const Node*, int> places;";
    const found = (/** @type {string} */ text) => namesFound("core/a.cpp", inFunction(text)).length;
    expect(found(`${map}  // order not used: sorted by dot before it is sent`)).toBe(0);
    expect(found(`// order not used: only looked up\n    ${map}`)).toBe(0);
    expect(found(`${map}  // order not used:`)).toBe(1);
    expect(found(`// order not used: here\n\n${map}`)).toBe(1);
    expect(found(`int a;  // order not used: of this one\n${map}`)).toBe(1);
    expect(found(`throw 1;  // order not used: x`)).toBe(1);
  });

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

  it.each([
    [".only or .skip", "it.skipIf(true)('x', f);"],
    [".only or .skip", "describe.runIf(false)('x', f);"],
    [".only or .skip", "it.fails('x', f);"],
    ["xit", "xit('x', f);"],
    ["xit", "fdescribe('x', f);"],
    ["{ skip }", "it('x', { skip: true }, f);"],
    ["{ skip }", "describe(`x ${y}`, {\n  timeout: 5,\n  only,\n}, f);"],
  ])("are found as %s: %s", (name, text) => {
    expect(namesFound("web/a.test.ts", text)).toEqual([name]);
  });

  it("are not other things of that name", () => {
    expect(namesFound("web/a.test.ts", "reader.skip(4);")).toEqual([]);
    expect(namesFound("web/a.test.ts", "it('x', { timeout: 5 }, f);")).toEqual([]);
    expect(namesFound("web/a.test.ts", "it('x', () => read({ skip: 3 }));")).toEqual([]);
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
