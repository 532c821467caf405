// Units in Firefox, whose Workers have other globals to take away: the essence of units.e2e.ts and attacks.e2e.ts.
import { expect, test } from "vitest";
import { FirefoxPage } from "../../../golden/testing/firefox_page.js";
import { siteOfFile } from "../../testing/site.js";
import { forever, wasmModule } from "../../testing/wasm_module.js";

const firefox = siteOfFile(
  (address) => FirefoxPage.open(address),
  (page) => page.close(),
);

interface End {
  readonly kind: string;
  readonly why?: string;
  readonly text?: string;
  readonly output?: string;
}

const run = (engine: "js" | "wasm", code: string | Uint8Array, timeMaxMillis = 20_000): Promise<End> =>
  firefox().evaluate<End>(`(async () => {
    const { UnitRunner } = await import("/dist/units.js");
    globalThis.runner ??= new UnitRunner({ workers: 2 });
    const code = Uint8Array.from(${JSON.stringify([...(typeof code === "string" ? new TextEncoder().encode(code) : code)])});
    const unit = { engine: "${engine}", code, entry: "main", input: new Uint8Array(), state: [], mayKnowTime: false, mayDraw: false,
      memoryMax: 2 ** 20, timeMaxMillis: ${timeMaxMillis} };
    const end = await runner.run(unit, { progress() {}, log() {} }).ended;
    return end.kind === "done" ? { kind: "done", output: new TextDecoder().decode(end.output) } : end;
  })()`);

test("[WU1] [UB3] modules and scripts are run, and what is left of the global object is ECMAScript", async () => {
  expect(await run("wasm", wasmModule({ functions: [{ name: "main", body: [] }] }))).toMatchObject({ kind: "done", output: "" });
  const look = `function main() {
    const found = [];
    for (let object = globalThis; object !== Object.prototype; object = Object.getPrototypeOf(object)) found.push(...Reflect.ownKeys(object).map(String));
    return found.sort().join(" ");
  }`;
  const { kind, output, text } = await run("js", look);
  expect([kind, text]).toEqual(["done", undefined]);
  expect(output).not.toMatch(/\b(fetch|Worker|navigator|postMessage|indexedDB|setTimeout|location|self|dump|WorkerLocation)\b/);
});

test("[UB4] import() brings nothing", async () => {
  for (const way of ["import('x')", "eval('im' + 'port(1)')", "(async () => {}).constructor('return im' + 'port(1)')()"])
    expect(await run("js", `function main() { return ${way} }`)).toMatchObject({
      kind: "failed",
      text: expect.stringContaining("import()"),
    });
});

test("[WU10] what does not end is ended, and the next one runs", async () => {
  expect(await run("js", "for (;;);", 300)).toMatchObject({ why: "too-long" });
  expect(await run("wasm", wasmModule({ functions: [{ name: "main", body: forever() }] }), 300)).toMatchObject({
    why: "too-long",
  });
  expect(await run("js", "const main = () => 'next'")).toMatchObject({ output: "next" });
});

test("[UB6] a script that changes the methods is heard as if it had not", async () => {
  const spoil = `for (const of of [Promise.prototype, Array.prototype, Function.prototype, Uint8Array.prototype, TextEncoder.prototype, Object.prototype])
      for (const name of ["then", "constructor", "push", "call", "apply", "bind", "set", "slice", "encode", "kind", "output"])
        Reflect.defineProperty(of, name, { __proto__: null, get: () => 7, set() {} });
    function main() { return "said" }`;
  expect(await run("js", spoil)).toMatchObject({ kind: "done", output: "said" });
});
