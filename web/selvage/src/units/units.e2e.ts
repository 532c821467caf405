// Units in a browser's Workers: what they get, how they end, and that one does nothing to another. How they attack is in
// attacks.e2e.ts.
import { expect, test } from "vitest";
import { withSite } from "../../testing/site.js";
import { openUnitPage, type UnitPage } from "../../testing/unit_page.js";
import { call, drop, f64, float, i32, number, wasmModule, type TestModule } from "../../testing/wasm_module.js";

const withUnits = (use: (units: UnitPage) => Promise<void>): Promise<void> =>
  withSite({}, async (address) => use(await openUnitPage(address)));

const wasm = (module: TestModule): { engine: "wasm"; code: Uint8Array } => ({ engine: "wasm", code: wasmModule(module) });
const js = (code: string): { engine: "js"; code: string } => ({ engine: "js", code });

test("[WU1] a module and a script are run at their entry with their input, and end with an output", async () => {
  await withUnits(async ({ run, errors }) => {
    const copy = wasm({
      imports: [
        ["input_read", [i32, i32, i32], [i32]],
        ["output_write", [i32, i32]],
      ],
      functions: [{ name: "copy", body: [...number(0), ...number(0), ...number(100), ...call(0), drop, ...number(1), ...number(3), ...call(1)] }],
    });
    expect(await run({ ...copy, entry: "copy", input: "abcdef" })).toMatchObject({ kind: "done", output: "bcd", edits: [] });
    const upper = js("function upper(input, host) { return host.text().toUpperCase() + input.length }");
    expect(await run({ ...upper, entry: "upper", input: "abc" })).toMatchObject({ kind: "done", output: "ABC3", edits: [] });
    expect(errors).toEqual([]);
  });
});

void f64;
void float;
