// @ts-check
// State that outlives a call and its object is found wherever it may stand, and nothing that only looks alike.
import { describe, expect, it } from "vitest";

import { mutableStateIn } from "./mutable_state.mjs";

describe("mutable state", () => {
  it.each([
    "namespace { int counter = 0; }",
    "namespace {\nstd::vector<int> cache;\n}",
    "int counter;",
    "namespace a::b { std::map<int, int> seen{{1, 2}}; }",
    "constinit int counter = 0;",
    "inline std::vector<int> seen;",
    'extern "C" { int counter = 0; }'.replace('"C"', "   "),
    "static int counter = 0;",
    "static std::vector<int> cache(3);",
    "const char* last = nullptr;",
    "int table[4] = {1, 2, 3, 4};",
    "auto f = [] { return 1; };",
    "Table& table = make();",
    "void f() { static Table table{}; }",
    "void f() { static std::vector<int> cache(size); cache.push_back(1); }",
    "const char* f(const char* n) { static const char* last = nullptr; last = n; return last; }",
    "void f() { static std::map<const int, int> seen; seen[1] = 2; }",
    "void f() { if (x) { static int count = 0; } }",
    "int f() { return g([] { static int count = 0; return ++count; }); }",
    "constexpr auto f = [](int x) { static int count = 0; return x; };",
    "struct A {\n    A() : a_{1}, b_(2) { static int count = 0; }\n};",
    "class A {\npublic:\n    static inline int living = 0;\n};",
    "struct A { static std::vector<int> all; };",
    "template <class T>\nvoid f() { static T last{}; }",
  ])("is found in: %s", (code) => expect(mutableStateIn(code)).toHaveLength(1));

  it.each([
    "static constexpr int size = 4;",
    "static const Table table = make();",
    "const std::map<int, int> table{{1, 2}};",
    "constexpr std::array all{\n    Row{1, {2, 3}},\n    Row{4},\n};",
    "const char* const name = get();",
    "inline constexpr char* const name = nullptr;",
    "static Result<int> parse(Bytes bytes);",
    "static Result<int> parse(Bytes bytes) { return 1; }",
    "std::string_view describe(Error error);",
    "std::optional<Instant> deadline() const;",
    "Reader::Reader(Bytes bytes) : bytes_(bytes), at_{0} {}",
    "bool operator==(const A& left, const A& right) { return left.a == right.a; }",
    "template <class T> concept Machine = requires(T t) { t.run(); { t.end() } -> std::same_as<void>; };",
    "template <class Key, class Value>\nclass Map;",
    "using A = int; typedef int B; enum class C : int { d, e }; struct F;",
    "extern int elsewhere;",
    "static_assert(sizeof(int) == 4);",
    "struct A {\n    int a = 0;\n    std::vector<int> b{1};\n    static int f(int);\n    static A of(B b) { return {b}; }\n};",
    "struct alignas(128) Wide { int number; };",
    "void f() { int a = 0; std::vector<int> b(3); for (int i = 0; i < 3; ++i) { a += i; } }",
    "int f() { switch (a) { case 1: { int b = 0; return b; } default: break; } return 0; }",
    "void f() { auto g = [&](int x) { int y = x; return y; }; g(1); }",
    "#define STATE \\\n    int counter = 0;\nvoid f();",
    "FUZZ(ping) { int a = 0; }",
    "thread_local int depth;", // Has a word of its own.
  ])("is not found in: %s", (code) => expect(mutableStateIn(code)).toEqual([]));

  it("is told by where its statement begins", () => {
    const code = "void f();\n\nnamespace a {\n\n  int\n  counter = 0;\n}";
    expect(mutableStateIn(code)).toEqual([code.indexOf("int")]);
  });
});
