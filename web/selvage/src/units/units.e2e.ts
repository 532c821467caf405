// Units in a browser's Workers: what they get, what they may do, and how they end. What they do against their host is in
// attacks.e2e.ts.
import { describe, expect, test } from "vitest";
import { siteOfFile } from "../../testing/site.js";
import { openUnitPage, type TestUnit } from "../../testing/unit_page.js";
import {
  add,
  call,
  divideFloats,
  drop,
  f64,
  float,
  forever,
  grow,
  i32,
  load,
  number,
  store,
  subtract,
  trapIfNegative,
  unreachable,
  wasmModule,
  type TestModule,
} from "../../testing/wasm_module.js";

const wasm = (module: TestModule, more: Partial<TestUnit> = {}): TestUnit => ({
  engine: "wasm",
  code: wasmModule(module),
  ...more,
});
const js = (code: string, more: Partial<TestUnit> = {}): TestUnit => ({ engine: "js", code, ...more });
const trap = "RuntimeError: unreachable";
/** A module of one function. */
const body = (imports: TestModule["imports"], body: number[], more: Partial<TestUnit> = {}, text?: string): TestUnit =>
  wasm({ imports: imports ?? [], functions: [{ name: "main", body }], ...(text === undefined ? {} : { text }) }, more);

const units = siteOfFile((address) => openUnitPage(address));

test("[WU1] a module and a script are run at their entry with their input, and end with an output", async () => {
  const copy = wasm({
    imports: [
      ["input_read", [i32, i32, i32], [i32]],
      ["output_write", [i32, i32]],
    ],
    functions: [
      {
        name: "copy",
        body: [...number(0), ...number(0), ...number(100), ...call(0), drop, ...number(1), ...number(3), ...call(1)],
      },
    ],
  });
  expect(await units().run({ ...copy, entry: "copy", input: "abcdef" })).toMatchObject({
    kind: "done",
    output: "bcd",
    edits: [],
  });
  const upper = js("function upper(input, host) { return host.text().toUpperCase() + input.length }");
  expect(await units().run({ ...upper, entry: "upper", input: "abc" })).toMatchObject({
    kind: "done",
    output: "ABC3",
    edits: [],
  });
});

test("[WU1] what is larger than a unit may be is refused", async () => {
  const large = { engine: "js", code: "main" } as const;
  expect(await units().run({ ...large, entry: "x".repeat(257) })).toMatchObject({ why: "unit-invalid" });
  const page = units().page;
  const end = await page.evaluate(async () => {
    const { runner } = globalThis as unknown as { runner: import("./unit_runner.js").UnitRunner };
    const code = new Uint8Array(16 * 2 ** 20 + 1);
    const unit = { engine: "js", code, entry: "main", input: code, state: [], mayKnowTime: false, mayDraw: false } as const;
    return runner.run({ ...unit, memoryMax: 1, timeMaxMillis: 1 }, { progress: () => {}, log: () => {} }).ended;
  });
  expect(end).toMatchObject({ why: "unit-invalid", text: "Its code is larger than 16777216 bytes." });
  const state = Array.from({ length: 1025 }, (_, i) => [`${i}`, "1"] as const);
  for (const more of [{ memoryMax: 2 ** 31 }, { state }, { state: [["a", "x".repeat(2 ** 24)] as const] }])
    expect(await units().run(js("", more))).toMatchObject({ why: "too-much" });
});

describe("[WU2] clock and chance", () => {
  test("are there for a module to which they were granted", async () => {
    const clock = wasm({
      imports: [
        ["now", [], [f64]],
        ["progress", [f64]],
      ],
      functions: [{ name: "main", body: [...call(0), ...float(1e13), divideFloats, ...call(1)] }],
    });
    const { parts } = await units().run({ ...clock, mayKnowTime: true });
    expect((parts[0] ?? 0) * 1e13).toBeGreaterThan(1.7e12);
    expect(await units().run(clock)).toMatchObject({ why: "unit-invalid", text: expect.stringContaining("selvage.now") });
    const draw = body(
      [
        ["random", [i32, i32]],
        ["output_write", [i32, i32]],
      ],
      [...number(0), ...number(65_536), ...call(0), ...number(0), ...number(65_536), ...call(1)],
    );
    const first = await units().run({ ...draw, mayDraw: true });
    expect(first.outputSize).toBe(65_536);
    expect(new Set(first.bytes).size).toBeGreaterThan(100);
    expect((await units().run({ ...draw, mayDraw: true })).bytes).not.toEqual(first.bytes);
    expect(await units().run(draw)).toMatchObject({ why: "unit-invalid", text: expect.stringContaining("selvage.random") });
  });

  const asked = js(`function main() {
    const dates = [Date.now(), +new Date(), Date(), typeof performance, String(new Date(0).getTime()), Date.UTC(1970, 0, 2)];
    const written = Intl.DateTimeFormat("en", { timeZone: "UTC" }).format();
    return [...dates, written, typeof Math.random, typeof crypto, typeof WeakRef, typeof Atomics.wait, new Date(5) instanceof Date];
  }`);
  test("[WU7] tell a script nothing that was granted neither", async () => {
    const still = [0, 0, new Date(0).toString(), "undefined", "0", 86_400_000, "1/1/1970"];
    const none = [...still, ...Array.from({ length: 4 }, () => "undefined"), true];
    expect(JSON.parse((await units().run(asked)).output ?? "")).toEqual(none);
  });

  test("[WU7] are there for a script to which they were granted", async () => {
    const all = JSON.parse((await units().run({ ...asked, mayKnowTime: true, mayDraw: true })).output ?? "") as unknown[];
    expect(all[0]).toBeGreaterThan(1.7e12);
    expect(all.slice(7, 11)).toEqual(["function", "object", "function", "function"]);
    const drawn = js("const main = () => crypto.getRandomValues(new Uint8Array(32))", { mayDraw: true });
    expect((await units().run(drawn)).bytes).not.toEqual((await units().run(drawn)).bytes);
  });
});

describe("[WU3] bounds", () => {
  test("more lines than 1,024 are dropped, and of a line what is beyond 4 KiB", async () => {
    const flood = js(`function main(_, { log }) { log("ä".repeat(4000)); for (let i = 0; i < 1e5; ++i) log("line " + i) }`);
    const { kind, lines } = await units().run(flood);
    expect([kind, lines.length, lines[0]?.length, lines[1], lines.at(-1)]).toEqual(["done", 1024, 2048, "line 0", "line 1022"]);
    const long = body([["log", [i32, i32]]], [...number(0), ...number(5000), ...call(0)], {}, "x".repeat(5000));
    expect((await units().run(long)).lines).toEqual(["x".repeat(4096)]);
  });

  test("more words of progress than a hundred a second are dropped, and what is no number", async () => {
    const flood = js(`function main(_, { progress }) {
      for (const odd of [NaN, Infinity, "0.5", null, {}, undefined]) progress(odd);
      progress(-1); progress(2);
      for (let i = 0; i < 1e5; ++i) progress(i / 1e5);
    }`);
    const { kind, parts, tookMillis } = await units().run(flood);
    expect(kind).toBe("done");
    expect(parts.slice(0, 2)).toEqual([0, 1]);
    expect(parts.length).toBeLessThanOrEqual(100 * Math.ceil(tookMillis / 1000));
    const odd = body([["progress", [f64]]], [...float(NaN), ...call(0), ...float(0.5), ...call(0), ...float(-7), ...call(0)]);
    expect((await units().run(odd)).parts).toEqual([0.5, 0]);
  });

  test("more edits than 256, or than 1 MiB of them, fail it", async () => {
    const many = (count: number): TestUnit => js(`function main(_, { edit }) { for (let i = 0; i < ${count}; ++i) edit({ i }) }`);
    expect((await units().run(many(256))).edits).toHaveLength(256);
    expect(await units().run(many(257))).toMatchObject({ kind: "failed", why: "too-much" });
    const large = (size: number): TestUnit =>
      js(`function main(_, { edit }) { try { edit({ a: "x".repeat(${size}) }) } catch {} }`);
    expect((await units().run(large(2 ** 20 - 8))).edits).toHaveLength(1);
    expect(await units().run(large(2 ** 20 - 7))).toMatchObject({ why: "too-much" });
    expect(
      await units().run(js(`function main(_, { edit }) { try { edit({ a: "ä".repeat(2 ** 19) }) } catch {} }`)),
    ).toMatchObject({ why: "too-much" });
  });

  test("an output of 64 MiB is one, a byte more fails it", async () => {
    const sized = (size: string): TestUnit => js(`function main() { return ${size} }`);
    expect(await units().run(sized("new Uint8Array(2 ** 26)"))).toMatchObject({ kind: "done", outputSize: 2 ** 26 });
    expect(await units().run(sized("new ArrayBuffer(2 ** 26 + 1)"))).toMatchObject({ why: "too-much" });
    expect(await units().run(sized('"x".repeat(2 ** 26 + 1)'))).toMatchObject({ why: "too-much" });
    const bomb = body([["output_write", [i32, i32]]], forever([...number(0), ...number(65_536), ...call(0)]));
    expect(await units().run(bomb)).toMatchObject({ why: "too-much", text: "Its output is larger than 67108864 bytes." });
  });

  test("[UB5] a module's memory grows to what it was given and no further, and none has more from the start", async () => {
    const memoryMax = 2 ** 20;
    const growBy = (pages: number): TestUnit => body([], forever([...number(pages), ...grow, ...trapIfNegative]), { memoryMax });
    for (const pages of [1, 65_535]) expect(await units().run(growBy(pages))).toMatchObject({ why: "unit-failed", text: trap });
    const all = wasm({ functions: [{ name: "main", results: [i32], body: [...number(15), ...grow, ...number(1), subtract] }] });
    expect(await units().run({ ...all, memoryMax })).toMatchObject({ kind: "done" });
    const large = wasm({ memory: [17], functions: [{ name: "main", body: [] }] });
    expect(await units().run({ ...large, memoryMax })).toMatchObject({ why: "too-much" });
  });
});

describe("[WU4] a module", () => {
  const returning = (result: number): TestUnit => wasm({ functions: [{ name: "main", results: [i32], body: number(result) }] });
  test("has failed by another result than 0, by a trap, and by its own word", async () => {
    expect(await units().run(returning(0))).toMatchObject({ kind: "done", output: "" });
    expect(await units().run(returning(-3))).toMatchObject({ why: "unit-failed", text: "It returned -3." });
    expect(await units().run(body([], [unreachable]))).toMatchObject({ why: "unit-failed", text: trap });
    const endless = wasm({ functions: [{ name: "main", body: call(0) }] });
    expect(await units().run(endless)).toMatchObject({ why: "unit-failed", text: expect.stringContaining("stack") });
    const failing = wasm({
      imports: [["fail", [i32, i32]]],
      functions: [{ name: "main", results: [i32], body: [...number(0), ...number(4), ...call(0), ...number(0)] }],
      text: "help",
    });
    expect(await units().run(failing)).toMatchObject({ why: "unit-failed", text: "help" });
  });

  test("is initialized first", async () => {
    const log = (size: number): number[] => [...number(0), ...number(size), ...call(0)];
    const functions = [
      { name: "main", body: log(2) },
      { name: "_initialize", body: log(1) },
    ];
    expect((await units().run(wasm({ imports: [["log", [i32, i32]]], functions, text: "ab" }))).lines).toEqual(["a", "ab"]);
  });
});

describe("[WU5] a module's host", () => {
  const state = [["score", '{"a":1}']] as const;
  test("gives values of the mesh by their names", async () => {
    const imports: TestModule["imports"] = [
      ["state_size", [i32, i32], [i32]],
      ["state_read", [i32, i32, i32, i32, i32], [i32]],
      ["output_write", [i32, i32]],
    ];
    const read = [...number(0), ...number(5), ...number(8), ...number(1), ...number(100), ...call(1), drop, ...number(8)];
    const size = [...number(0), ...number(5), ...call(0), ...number(1), subtract];
    expect(await units().run(body(imports, [...read, ...size, ...call(2)], { state }, "score"))).toMatchObject({
      output: '"a":1}',
    });
    const missing = wasm({
      imports,
      functions: [{ name: "main", results: [i32], body: [...number(0), ...number(4), ...call(0)] }],
      text: "none",
    });
    expect(await units().run({ ...missing, state })).toMatchObject({ text: "It returned -1." });
  });

  test("takes edits that are JSON, and no others", async () => {
    const edit = '{"do":"set"}';
    const write = (text: string): TestUnit =>
      body([["state_write", [i32, i32]]], [...number(0), ...number(text.length), ...call(0)], {}, text);
    expect(await units().run(write(edit))).toMatchObject({ kind: "done", edits: [edit] });
    for (const text of ["nonsense", "7", "null", "[]"])
      expect(await units().run(write(text))).toMatchObject({ why: "unit-failed" });
  });

  test.each([
    ["beyond its memory", -1, 1],
    ["that begin in it and end beyond", 65_535, 2],
    ["of all there could be", 0, -1],
  ])("gives and takes no bytes %s", async (_, from, size) => {
    const bytes = [...number(from), ...number(size), ...call(0)];
    expect(await units().run(body([["output_write", [i32, i32]]], bytes))).toMatchObject({
      why: "unit-failed",
      text: "It named bytes that are beyond its memory.",
    });
    const read = body(
      [["input_read", [i32, i32, i32], [i32]]],
      [...number(from), ...number(0), ...number(size), ...call(0), drop],
      { input: "abc" },
    );
    const expected = from === 0 ? { kind: "done" } : { why: "unit-failed" }; // There is no more input than three bytes.
    expect(await units().run(read)).toMatchObject(expected);
  });
});

describe("[WU6] a script", () => {
  test.each([
    ["new Uint8Array([65, 66])", "AB"],
    ["new Uint8Array([65, 66]).buffer", "AB"],
    ["new Uint8Array([64, 65, 66]).subarray(1)", "AB"],
    ['"ä"', "ä"],
    ["undefined", ""],
    ["null", "null"],
    ["7", "7"],
    ["({ a: [1] })", '{"a":[1]}'],
    ["new Uint16Array([1])", '{"0":1}'],
    ["Promise.resolve('later')", "later"],
    ["({ then(found) { found('later') } })", "later"],
  ])("that returns %s has the output %s", async (returned, output) => {
    expect(await units().run(js(`function main() { return ${returned} }`))).toMatchObject({ kind: "done", output });
  });

  test.each(["() => {}", "Symbol('a')", "10n", "new Proxy(Uint8Array.of(1), { get() { throw new Error('no') } })"])(
    "that returns %s has failed",
    async (returned) => {
      expect(await units().run(js(`function main() { return ${returned} }`))).toMatchObject({ why: "unit-failed" });
    },
  );

  test.each([
    "function main() { return 'here' }",
    "'use strict'; function main() { return 'here' }",
    "const main = () => 'here'",
    "class Kept { static main = () => 'here' }; var main = Kept.main // behind a comment",
    "globalThis.main = async () => 'here'",
  ])("has its entry by %s", async (code) => {
    expect(await units().run(js(code))).toMatchObject({ kind: "done", output: "here" });
  });

  test("has as its host what it is promised, and console.log", async () => {
    const code = `function main(input, host) {
      console.log("told", 1, { a: 1 });
      host.log("line"); host.log({ b: 2 }); host.progress(0.25); host.edit({ do: "add", by: 1 });
      return [host.json(), host.text(), input.length, host.state("score"), host.state("none") === undefined];
    }`;
    const { output, ...said } = await units().run(js(code, { input: "[1]", state: [["score", '{"a":1}']] }));
    expect(JSON.parse(output ?? "")).toEqual([[1], "[1]", 3, { a: 1 }, true]);
    expect(said).toMatchObject({ lines: ['told 1 {"a":1}', "line", '{"b":2}'], parts: [0.25], edits: ['{"do":"add","by":1}'] });
  });

  test("has failed by what it throws, with its words", async () => {
    expect(await units().run(js("function main() { throw new TypeError('no') }"))).toMatchObject({
      why: "unit-failed",
      text: "TypeError: no",
    });
    expect(await units().run(js("async function main() { throw 'word' }"))).toMatchObject({ why: "unit-failed", text: "word" });
    expect(await units().run(js("null.a"))).toMatchObject({ why: "unit-failed", text: expect.stringContaining("TypeError") });
  });
});

describe("[WU9] what cannot be run is invalid", () => {
  test.each([
    ["garbage", { engine: "wasm", code: "garbage" }],
    ["no code", { engine: "wasm", code: "" }],
    ["a module whose code is none", { engine: "wasm", code: wasmModule({ functions: [{ name: "main", body: [drop] }] }) }],
    ["text that is no script", { engine: "js", code: "function (" }],
    ["an entry that is not there", { engine: "js", code: "function other() {}" }],
    ["an entry that is no function", { engine: "js", code: "const main = 7" }],
    ["an entry that is not its own", { engine: "js", code: "", entry: "parseInt" }],
    ["an entry that is code", { engine: "js", code: "function main() {}", entry: "main()" }],
    ["an entry that is a word of the language", { engine: "js", code: "function main() {}", entry: "class" }],
    ["an engine that is none", { engine: "lua" as "js", code: "" }],
  ] satisfies [string, TestUnit][])("%s", async (_, unit) => {
    expect(await units().run(unit)).toMatchObject({ kind: "failed", why: "unit-invalid", text: expect.stringMatching(/./) });
  });

  test("where there is no adapter, a shader has no engine", async () => {
    const shader: TestUnit = { engine: "wgsl", code: "", output: { size: 4, groups: [1, 1, 1] } };
    expect(await units().run(shader)).toMatchObject({ why: "no-engine" });
    expect(await units().which()).toEqual({ engines: ["wasm", "js"], simd: true, cores: expect.any(Number) });
  });
});

describe("[WU10] a run is ended at once", () => {
  const endless = [
    ["a module", body([], forever())],
    ["a script", js("function main() { for (;;); }")],
    ["a script before its entry", js("for (;;);")],
    ["a promise that is never settled", js("function main() { return new Promise(() => {}) }")],
  ] as const;
  test.each(endless)("%s that does not end, by who stops it, and by its time", async (_, unit) => {
    const [stopped, late] = await Promise.all([
      units().run({ ...unit, stopAfter: 200 }),
      units().run({ ...unit, timeMaxMillis: 300 }),
    ]);
    expect(stopped).toMatchObject({ why: "stopped", text: "It was stopped." });
    expect(late).toMatchObject({ why: "too-long", text: "It took more than the 300 ms that it was given." });
    expect(await units().run(js("const main = () => 'next'"))).toMatchObject({ output: "next" });
  });
});

describe("[WU11] units are by themselves", () => {
  test("what one leaves behind the next does not find", async () => {
    const spoil = js("globalThis.left = 1; Array.prototype.push = () => 7; function main() { return typeof left }");
    const look = js("function main() { return typeof left + [].push(1) }");
    for (let i = 0; i < 3; ++i) {
      expect(await units().run(spoil)).toMatchObject({ output: "number" });
      expect(await units().run(look)).toMatchObject({ output: "undefined1" });
    }
    const countUp = [...number(0), ...number(0), ...load, ...number(1), add, ...store];
    const count = body([["output_write", [i32, i32]]], [...countUp, ...number(0), ...number(4), ...call(0)]);
    for (let i = 0; i < 3; ++i) expect((await units().run(count)).bytes).toEqual([1, 0, 0, 0]);
  });

  test("two run beside one another, one that is stopped leaves the other, and a third waits", async () => {
    const endless = units().run(js("for (;;);", { stopAfter: 600 }));
    const busy = js("function main() { let sum = 0; for (let i = 0; i < 3e7; ++i) sum += i; return sum }");
    const [first, second, third] = await Promise.all([endless, units().run(busy), units().run(busy)]);
    expect(first.why).toBe("stopped");
    for (const end of [second, third]) expect(end).toMatchObject({ kind: "done", output: "449999985000000" });
  });
});
