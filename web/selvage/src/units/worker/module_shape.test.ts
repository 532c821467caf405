// What is read from a module's bytes before they are compiled, and that no bytes can confuse who reads them.
import { describe, expect, test } from "vitest";
import { chance } from "../../../testing/chance.js";
import { call, drop, end, f64, grow, i32, i64, number, wasmModule, type TestModule } from "../../../testing/wasm_module.js";
import { UnitFailure, type UnitRun } from "../unit.js";
import { checkedModule, pagesMaxOf } from "./module_check.js";
import { ModuleBytes, ModuleError, numberBytes } from "./module_bytes.js";
import { pageSize, shapeOf, withMemoryMax } from "./module_shape.js";

const main = { name: "main", body: [] };
const unit = (module: TestModule | Uint8Array<ArrayBuffer>, more: Partial<UnitRun> = {}): UnitRun => ({
  engine: "wasm",
  code: module instanceof Uint8Array ? module : wasmModule(module),
  entry: "main",
  input: new Uint8Array(),
  state: [],
  mayKnowTime: false,
  mayDraw: false,
  memoryMax: 4 * pageSize,
  timeMaxMillis: 1000,
  ...more,
});

function refusal(module: TestModule | Uint8Array<ArrayBuffer>, more: Partial<UnitRun> = {}): { why: string; text: string } {
  try {
    checkedModule(unit(module, more));
  } catch (thrown) {
    if (UnitFailure.is(thrown)) return { why: thrown.why, text: thrown.message };
    throw thrown;
  }
  throw new Error("It was not refused.");
}

test("numbers are read as they are written, and none is too long", () => {
  for (const value of [0, 1, 127, 128, 300, 65_535, 2 ** 31, 2 ** 32 - 1])
    expect(new ModuleBytes(Uint8Array.from(numberBytes(value))).number()).toBe(value);
  for (const bytes of [[], [0x80], [0xff, 0xff, 0xff, 0xff, 0x1f], [0x80, 0x80, 0x80, 0x80, 0x80, 0]])
    expect(() => new ModuleBytes(Uint8Array.from(bytes)).number()).toThrow(ModuleError);
});

describe("[WU5] imports", () => {
  test("that are there are let by, with the types that they have", () => {
    const { imports } = shapeOf(
      wasmModule({
        imports: [
          ["log", [i32, i32]],
          ["progress", [f64]],
        ],
        functions: [main],
      }),
    );
    expect(imports.map(({ module, name }) => `${module}.${name}`)).toEqual(["selvage.log", "selvage.progress"]);
    checkedModule(
      unit({
        imports: [
          ["input_size", [], [i32]],
          ["log", [i32, i32]],
        ],
        functions: [main],
      }),
    );
  });

  test.each([
    ["env:log", "It imports env.log, which is not there."],
    ["open", "It imports selvage.open, which is not there."],
    ["toString", "It imports selvage.toString, which is not there."],
    ["fail", "It imports selvage.fail with another type than it has."],
  ])("of %s is refused by its name", (name, text) => {
    expect(refusal({ imports: [[name, [i64, i32]]], functions: [main] })).toEqual({ why: "unit-invalid", text });
  });

  test("[WU2] of what was not granted are refused", () => {
    const clock: TestModule = { imports: [["now", [], [f64]]], functions: [main] };
    const chance: TestModule = { imports: [["random", [i32, i32]]], functions: [main] };
    expect(refusal(clock, { mayDraw: true }).text).toContain("`time` was not granted");
    expect(refusal(chance, { mayKnowTime: true }).text).toContain("`random` was not granted");
    checkedModule(unit(clock, { mayKnowTime: true }));
    checkedModule(unit(chance, { mayDraw: true }));
  });

  test("of a memory are refused", () => {
    const imported = [2, 12, 1, 3, 0x65, 0x6e, 0x76, 3, 0x6d, 0x65, 0x6d, 2, 0, 1];
    imported[1] = imported.length - 2;
    expect(refusal(Uint8Array.from([...wasmModule({ memory: null }), ...imported])).text).toBe(
      "It imports env.mem, which is no function.",
    );
  });
});

describe("[WU4] exports", () => {
  test.each([
    [{ memory: null, functions: [main] }, "It exports no memory by the name of memory."],
    [{ functions: [] }, "It exports no function main."],
    [{ functions: [{ ...main, parameters: [i32] }] }, "Its function main takes something, or returns what is no i32."],
    [{ functions: [{ ...main, results: [f64] }] }, "Its function main takes something, or returns what is no i32."],
    [
      { functions: [main, { name: "_initialize", results: [i32], body: number(0) }] },
      "Its function _initialize takes or returns something.",
    ],
  ] satisfies [TestModule, string][])("of %j are refused", (module, text) => {
    expect(refusal(module)).toEqual({ why: "unit-invalid", text });
  });
});

describe("[WU3] [UB5] memory", () => {
  test("that is more from the start than was given is refused, and tables count", () => {
    expect(refusal({ memory: [5], functions: [main] }).why).toBe("too-much");
    checkedModule(unit({ memory: [4], functions: [main] }));
    expect(refusal({ memory: [3], tables: [[9000]], functions: [main] }).why).toBe("too-much");
    expect(refusal({ memory: [3], tables: [[1, 9000]], functions: [main] }).why).toBe("too-much");
    expect(refusal({ tables: [[1], [1]], functions: [main] }).text).toContain("tables that grow without end");
  });

  test("grows to what was given and no further, whatever the module says", () => {
    const growing = { name: "main", results: [i32], body: [...number(1), ...grow] };
    for (const memory of [[1], [1, 65_536], [1, 2]] as const) {
      const module = checkedModule(unit({ memory, functions: [growing] }));
      const { exports } = new WebAssembly.Instance(new WebAssembly.Module(module));
      let pages = 1;
      while ((exports.main as () => number)() >= 0) ++pages;
      expect(pages).toBe(Math.min(memory[1] ?? Infinity, pagesMaxOf(4 * pageSize)));
    }
  });

  test("that is shared or of 64 bits is refused, and so is a second one", () => {
    for (const flags of [2, 3, 4, 5]) {
      const code = wasmModule({ memory: [1], functions: [main] });
      code[code.indexOf(5, 8) + 3] = flags;
      expect(refusal(code).why).toBe("unit-invalid");
    }
    const two = [...wasmModule({ memory: null }), 5, 5, 2, 0, 1, 0, 1];
    expect(refusal(Uint8Array.from(two)).text).toBe("It has more than one memory.");
  });
});

test("[UB5] what has types that are collected as garbage is refused", () => {
  for (const form of [0x5f, 0x5e, 0x50, 0x4e]) {
    const code = Uint8Array.from([...wasmModule({ memory: null }), 1, 3, 1, form, 0]);
    expect(refusal(code)).toEqual({ why: "unit-invalid", text: "It has a type that is no function's." });
  }
});

test("[WU4] whatever bytes are changed, a module is read or refused; and what is let by and compiles keeps its bound", () => {
  const code = wasmModule({
    imports: [
      ["log", [i32, i32]],
      ["input_read", [i32, i32, i32], [i32]],
    ],
    functions: [
      { name: "main", results: [i32], body: [...number(0), ...number(3), ...call(0), ...number(1), ...grow, drop, ...number(0)] },
    ],
    memory: [1, 9],
    tables: [[1, 2]],
    text: "abc",
  });
  expect(code.at(-5)).toBe(end);
  let compiled = 0;
  for (let seed = 0; seed < 20_000; ++seed) {
    const below = chance(seed);
    const changed = code.slice(0, below(10) === 0 ? below(code.length) : code.length);
    for (let i = below(3); i >= 0; --i) changed[below(changed.length)] = below(256);
    let module: Uint8Array<ArrayBuffer>;
    try {
      module = checkedModule(unit(changed));
    } catch (thrown) {
      expect(UnitFailure.is(thrown)).toBe(true);
      continue;
    }
    if (!WebAssembly.validate(module)) continue;
    ++compiled;
    const { memory } = shapeOf(module);
    expect(memory?.max).toBeLessThanOrEqual(pagesMaxOf(4 * pageSize));
  }
  expect(compiled).toBeGreaterThan(100);
});

test("a module without a memory cannot be bounded", () => {
  const code = wasmModule({ memory: null });
  expect(() => withMemoryMax(code, shapeOf(code), 1)).toThrow(ModuleError);
});
