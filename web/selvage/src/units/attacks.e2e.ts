// What units try against their host, and that it is in vain: to get out, to be believed when they lie, to take more than they
// were given, and to leave something behind.
import { describe, expect, test } from "vitest";
import { openPage } from "../../testing/pages.js";
import { siteOfFile, withSite } from "../../testing/site.js";
import { openUnitPage, type TestEnd, type TestUnit, type UnitPage } from "../../testing/unit_page.js";

const js = (code: string, more: Partial<TestUnit> = {}): TestUnit => ({ engine: "js", code, ...more });
const units = siteOfFile((address) => openUnitPage(address));

const answer = ({ output, text }: TestEnd): unknown => (output === undefined ? text : (JSON.parse(output) as unknown));

/** What WU7 lets a script find, whatever browsers invent. */
const known = new Set(
  `AggregateError Array ArrayBuffer AsyncDisposableStack Atomics BigInt BigInt64Array BigUint64Array Boolean DataView Date DisposableStack
   Error EvalError FinalizationRegistry Float16Array Float32Array Float64Array Function Infinity Int16Array Int32Array Int8Array Intl
   Iterator JSON Map Math NaN Number Object PERSISTENT Promise Proxy RangeError ReferenceError Reflect RegExp Set SharedArrayBuffer String
   SuppressedError Symbol SyntaxError TEMPORARY TextDecoder TextEncoder TypeError URIError Uint16Array Uint32Array Uint8Array
   Uint8ClampedArray WeakMap WeakRef WeakSet WebAssembly console crypto decodeURI decodeURIComponent encodeURI encodeURIComponent escape
   eval globalThis isFinite isNaN main parseFloat parseInt performance undefined unescape`.split(/\s+/),
);

test("[WU7] [UB3] a script finds nothing of a page on its global object or behind it", async () => {
  const { run } = units();
  const look = js(
    `function main() {
      const found = [];
      for (let object = globalThis; object !== Object.prototype; object = Object.getPrototypeOf(object))
        found.push(...Reflect.ownKeys(object).map(String));
      return found;
    }`,
    { mayKnowTime: true, mayDraw: true },
  );
  const found = answer(await run(look)) as string[];
  expect(found.filter((name) => !known.has(name))).toEqual([]);
  expect(found).toContain("Uint8Array");
});

const gone =
  `fetch XMLHttpRequest WebSocket WebTransport EventSource importScripts indexedDB caches navigator BroadcastChannel postMessage
  close setTimeout setInterval queueMicrotask requestAnimationFrame Worker SharedWorker RTCPeerConnection location self name origin
  onmessage addEventListener dispatchEvent MessageChannel MessagePort MessageEvent EventTarget structuredClone Blob URL Request Response
  FileReaderSync OffscreenCanvas ImageData createImageBitmap reportError trustedTypes scheduler cookieStore Notification process require`
    .trim()
    .split(/\s+/);

test("[WU7] [WU2] what a script tries by name is not there", async () => {
  const { run, requests } = units();
  const before = requests.length;
  const names = JSON.stringify(gone);
  const look = js(`function main() {
    const there = (name) => { try { return Function("return typeof " + name)() !== "undefined" } catch { return true } };
    return ${names}.filter((name) => there(name) || name in globalThis);
  }`);
  expect(answer(await run(look))).toEqual([]);
  const streaming = js("const main = () => ['compileStreaming', 'instantiateStreaming'].filter((name) => name in WebAssembly)");
  expect(answer(await run(streaming))).toEqual([]);
  expect(requests.slice(before)).toEqual([]);
});

describe("[UB4] import()", () => {
  const address = (path: string): string => `globalThis.at + "/dist/${path}"`;
  const ways: [string, string][] = [
    ["in the script", `function main() { return import(${address("units.js")}) }`],
    ["behind a comment", `function main() { return import /**/ (${address("units.js")}) }`],
    ["by eval", `function main() { return eval("im" + "port(" + JSON.stringify(${address("units.js")}) + ")") }`],
    ["by another name of eval", `function main() { return (0, globalThis.eval)("im" + "port('x')") }`],
    ["by Function", `function main() { return Function("return im" + "port('x')")() }`],
    ["by a maker of async functions", `function main() { return (async () => {}).constructor("return im" + "port('x')")() }`],
    ["by a maker of generators", `function main() { return [...(function* () {}).constructor("yield im" + "port('x')")()] }`],
    [
      "by a maker of async generators",
      `function main() { return (async function* () {}).constructor("yield im" + "port('x')")().next() }`,
    ],
    ["by the maker of its host's functions", `function main(_, { log }) { return log.constructor("return im" + "port('x')")() }`],
    ["by Reflect", `function main() { return Reflect.construct(Function, ["return im" + "port('x')"], class {})() }`],
    ["by a parameter", `function main() { return Function("a = im" + "port/*", "*/('x')", "return a")() }`],
    [
      "by a text that changes",
      `function main() {
      let asked = 0;
      return Function({ toString: () => (asked++ === 0 ? "return 1" : "return im" + "port('x')") })() === 1 ? Promise.reject(new SyntaxError("once")) : 0;
    }`,
    ],
    [
      "by a class of functions",
      `class Maker extends Function {}; function main() { return new Maker("return im" + "port('x')")() }`,
    ],
    [
      "by its prototype's maker",
      `function main() { return Object.getPrototypeOf(Object.getPrototypeOf(async () => {}).constructor)("return im" + "port('x')")() }`,
    ],
  ];

  test.each(ways)("%s brings nothing", async (_, code) => {
    const { run, requests, page } = units();
    const before = requests.length;
    const origin = JSON.stringify(new URL(page.url()).origin);
    const end = await run(js(`globalThis.at = ${origin};\n${code}`));
    expect(end).toMatchObject({ kind: "failed" });
    expect(end.text).toMatch(/import\(\)|SyntaxError|once|not a function|class/);
    expect(requests.slice(before)).toEqual([]);
  });

  test("that is none is left alone: makers of functions make them", async () => {
    const { run } = units();
    const makes = js(`async function main() {
      const made = Function("a", "b", "return a + b");
      const later = await (async () => {}).constructor("return 2")();
      return [made(1, 2), made instanceof Function, later, eval("1 + 1"), eval({}) !== 0, Function.prototype === Object.getPrototypeOf(main)];
    }`);
    expect(answer(await run(makes))).toEqual([3, true, 2, 2, true, false]); // An async function has another prototype.
  });
});

/** Each is run before `main`, which then tells by all the ways that it has. */
const spoilers: [string, string][] = [
  [
    "of arrays",
    `for (const name of Object.getOwnPropertyNames(Array.prototype)) if (typeof Array.prototype[name] === "function") Array.prototype[name] = lie;
    Array.prototype[Symbol.iterator] = lie;`,
  ],
  [
    "of bytes",
    `for (const of of [Uint8Array.prototype, Object.getPrototypeOf(Uint8Array.prototype), ArrayBuffer.prototype])
    for (const name of Reflect.ownKeys(of)) Reflect.defineProperty(of, name, { get: lie });`,
  ],
  [
    "of promises",
    `for (const name of Reflect.ownKeys(Promise.prototype)) Object.defineProperty(Promise.prototype, name, { value: lie });
    Promise.resolve = Promise.reject = lie;`,
  ],
  [
    "of objects",
    `for (const name of ["output", "why", "text", "line", "transfer", "then", "read", "get", "value", "0", "1", "constructor", "failure"])
    Object.defineProperty(Object.prototype, name, { __proto__: null, get: lie, set: lie, configurable: true });`,
  ],
  [
    "of functions",
    `for (const name of ["call", "apply", "bind", "toString"]) Function.prototype[name] = lie;
    for (const name of Reflect.ownKeys(Reflect)) Object.defineProperty(Reflect, name, { value: lie });`,
  ],
  [
    "of texts",
    `for (const name of Object.getOwnPropertyNames(String.prototype)) if (name !== "length") Object.defineProperty(String.prototype, name, { value: lie });
    for (const of of [TextEncoder.prototype, TextDecoder.prototype, RegExp.prototype, JSON])
      for (const name of Object.getOwnPropertyNames(of)) Object.defineProperty(of, name, { get: lie });`,
  ],
  [
    "of maps and numbers",
    `for (const of of [Map.prototype, Number, Math, Number.prototype, Symbol.prototype])
    for (const name of Object.getOwnPropertyNames(of)) try { Object.defineProperty(of, name, { value: lie }) } catch {}`,
  ],
  [
    "of all classes, under their names",
    `for (const name of Object.getOwnPropertyNames(globalThis))
    if (name !== "main" && name !== "lie") try { globalThis[name] = lie; delete globalThis[name] } catch {}`,
  ],
];

describe("[UB6] a script that changes the methods", () => {
  test.each(spoilers)("%s is heard as if it had not, and learns nothing by it", async (_, spoil) => {
    const { run, errors } = units();
    const code = `
      const seen = { __proto__: null };
      let count = 0;
      const see = (value) => { seen[count++] = value };
      function lie(...given) {
        see(this);
        for (let i = 0; i < given.length; ++i) see(given[i]);
        return given[0];
      }
      const isOfHost = (value) => typeof value === "object" && value !== null && ("postMessage" in value || "unit" in value || "kind" in value);
      ${spoil}
      function main(input, host) {
        host.log("line"); host.progress(0.5); host.edit({ a: 1 });
        for (let i = 0; i < count; ++i) if (isOfHost(seen[i])) return "had";
        return "said";
      }`;
    expect(await run(js(code, { state: [["a", "1"]] }))).toMatchObject({
      kind: "done",
      output: "said",
      lines: ["line"],
      parts: [0.5],
      edits: ['{"a":1}'],
    });
    expect(errors).toEqual([]);
  });

  test("and fails all the same is believed no other reason than its own word", async () => {
    const { run } = units();
    const forged = js(`function main() {
      Object.defineProperty(Error, Symbol.hasInstance, { value: () => true });
      Error.prepareStackTrace = (_, calls) => calls;
      throw Object.assign(new Error("forged"), { why: "no-engine" });
    }`);
    expect(await run(forged)).toMatchObject({ why: "unit-failed", text: "forged" });
  });
});

test("[UB6] what calls a script, and what its host closes over, is not to be had", async () => {
  const { run } = units();
  const look = js(`
    Error.prepareStackTrace = (_, calls) => calls;
    const had = [];
    function main(input, host) {
      function told() {
        for (const call of new Error().stack) had.push(call.getFunction(), call.getThis());
        had.push(told.caller);
        return "x";
      }
      const [logged, named] = [{ toJSON: told }, { toString: told }];
      host.log(logged);
      host.state(named);
      had.push(main.caller);
      for (const ask of [() => host.log.caller, () => host.log.arguments, () => host.log.prototype]) try { had.push(ask()) } catch {}
      const known = [main, told, logged, named, globalThis, undefined, null];
      return { own: had.includes(told), strange: had.filter((one) => !known.includes(one)).map(String) };
    }`);
  expect(answer(await run(look))).toEqual({ own: true, strange: [] });
});

describe("[WU9] odd things that scripts throw", () => {
  const odd = [
    "null",
    "undefined",
    "''",
    "Symbol('odd')",
    "10n",
    "() => {}",
    "Object.create(null)",
    "new Proxy({}, { get() { throw 1 }, has() { throw 1 }, getPrototypeOf() { throw 1 } })",
    "{ get message() { throw this } }",
    "{ name: {}, message: 7, toString() { return {} } }",
    "'x'.repeat(2 ** 28)",
    "{ name: 'x'.repeat(2 ** 28), message: 'x'.repeat(2 ** 28) }",
    "new Error('\\ud800')",
  ];
  test.each(odd)("%s is a failure with words", async (thrown) => {
    const { run } = units();
    const end = await run(js(`function main() { throw (${thrown}) }`));
    expect(end).toMatchObject({ why: "unit-failed", text: expect.stringMatching(/./) });
    expect(end.text?.length).toBeLessThanOrEqual(4096);
  });
});

test("[WU3] a text that grows without end fails its script", async () => {
  const { run } = units();
  expect(await run(js("function main() { for (let text = 'x'; ; text += text); }"))).toMatchObject({ why: "unit-failed" });
  expect(await run(js("function main() { main() }"))).toMatchObject({
    why: "unit-failed",
    text: expect.stringContaining("RangeError"),
  });
});

test("[UB2] a script has an origin that owns nothing", async () => {
  const { run, page } = units();
  await run(js("const main = () => 1"));
  expect(page.workers().map((worker) => worker.url().slice(0, 5))).toContain("data:");
});

const policy = (directives: string): string => `<meta http-equiv="Content-Security-Policy" content="${directives}">`;
const scripts = "script-src 'self' 'unsafe-inline'";
const two = (units: UnitPage): Promise<TestEnd[]> =>
  Promise.all([
    units.run(js("const main = () => 'here'")),
    units.run({ engine: "wasm", code: Uint8Array.of(0, 0x61, 0x73, 0x6d, 1, 0, 0, 0) }),
  ]);

describe("[UB2] a page's policy", () => {
  test.each([
    ["that allows data: and eval runs all", `${scripts} 'unsafe-eval'; worker-src data:`, "here", "unit-invalid"],
    ["that allows blob: and eval runs all", `${scripts} 'unsafe-eval'; worker-src blob:`, "here", "unit-invalid"],
    ["that forbids eval runs modules", `${scripts} 'wasm-unsafe-eval'; worker-src data:`, "no-engine", "unit-invalid"],
    ["that forbids both has no engine", `${scripts}; worker-src data:`, "no-engine", "no-engine"],
    ["that forbids Workers has none", `${scripts} 'unsafe-eval'; worker-src 'none'`, "no-engine", "no-engine"],
  ])("%s", async (_, directives, script, module) => {
    await withSite({ head: policy(directives) }, async (address) => {
      const page = await openUnitPage(address);
      const [ofScript, ofModule] = await two(page);
      expect(ofScript?.output ?? ofScript?.why).toBe(script);
      expect(ofModule?.why).toBe(module);
      const engines = [...(module === "no-engine" ? [] : ["wasm"]), ...(script === "no-engine" ? [] : ["js"])];
      expect((await page.which()).engines).toEqual(engines);
    });
  });
});

test("[UB8] in a Worker units run as in a page, and a runner that is closed leaves none behind", async () => {
  await withSite({}, async (address) => {
    const { page } = await openPage(address);
    const said = await page.evaluate(async () => {
      const text = `import { UnitRunner } from "${location.origin}/dist/units.js";
        const runner = new UnitRunner({ workers: 2 });
        const unit = (code) => ({ engine: "js", code: new TextEncoder().encode(code), entry: "main", input: new Uint8Array(), state: [],
          mayKnowTime: false, mayDraw: false, memoryMax: 2 ** 20, timeMaxMillis: 9000 });
        const run = (code) => runner.run(unit(code), { progress() {}, log() {} }).ended;
        const here = await run("const main = () => 'here'");
        const ends = Promise.all([run("for (;;);"), run("for (;;);"), run("for (;;);")]);
        setTimeout(() => runner.close(), 100);
        const closed = await ends;
        postMessage([new TextDecoder().decode(here.output), ...closed.map(({ why }) => why), (await run("")).why]);`;
      const worker = new Worker(URL.createObjectURL(new Blob([text], { type: "text/javascript" })), { type: "module" });
      return new Promise((resolve) => (worker.onmessage = ({ data }) => resolve(data)));
    });
    expect(said).toEqual(["here", "stopped", "stopped", "stopped", "stopped"]);
    // The runner's own is left. An endless loop is given two seconds by Chromium.
    await expect.poll(() => page.workers().length, { timeout: 20_000 }).toBe(1);
  });
});
