// Puts WebAssembly modules together for tests of units: an assembler of the few sections and instructions that they need.
import { numberBytes } from "../src/units/worker/module_bytes.js";

export const i32 = 0x7f;
export const i64 = 0x7e;
export const f64 = 0x7c;

export interface TestFunction {
  /** Under which it is exported. */
  readonly name?: string;
  readonly parameters?: readonly number[];
  readonly results?: readonly number[];
  readonly body: readonly number[];
}

export interface TestModule {
  /** Of functions that are called by their index, in this order; the module is `selvage` unless it is named before a colon. */
  readonly imports?: readonly (readonly [name: string, parameters: readonly number[], results?: readonly number[]])[];
  readonly functions?: readonly TestFunction[];
  /** In pages; one page unless told, and none if null. It is exported. */
  readonly memory?: readonly [min: number, max?: number] | null;
  readonly tables?: readonly (readonly [min: number, max?: number])[];
  /** Text at address 0. */
  readonly text?: string;
}

const bytesOf = (text: string): number[] => [...new TextEncoder().encode(text)];
const counted = (items: readonly (readonly number[])[]): number[] => [...numberBytes(items.length), ...items.flat()];
const sized = (bytes: readonly number[]): number[] => [...numberBytes(bytes.length), ...bytes];
const named = (text: string): number[] => sized(bytesOf(text));
const section = (id: number, items: readonly (readonly number[])[]): number[] =>
  items.length === 0 ? [] : [id, ...sized(counted(items))];
const limits = ([min, max]: readonly [number, number?]): number[] =>
  max === undefined ? [0, ...numberBytes(min)] : [1, ...numberBytes(min), ...numberBytes(max)];
const functionType = (parameters: readonly number[] = [], results: readonly number[] = []): number[] => [
  0x60,
  ...sized(parameters),
  ...sized(results),
];

export function wasmModule({
  imports = [],
  functions = [],
  memory = [1],
  tables = [],
  text,
}: TestModule): Uint8Array<ArrayBuffer> {
  const types = [
    ...imports.map(([, parameters, results]) => functionType(parameters, results)),
    ...functions.map(({ parameters, results }) => functionType(parameters, results)),
  ];
  const imported = imports.map(([name], index) => {
    const [module = "", inside] = name.includes(":") ? name.split(":") : ["selvage", name];
    return [...named(module), ...named(inside ?? ""), 0, ...numberBytes(index)];
  });
  const exported = functions.flatMap(({ name }, index) =>
    name === undefined ? [] : [[...named(name), 0, ...numberBytes(imports.length + index)]],
  );
  return Uint8Array.from([
    ...[0, 0x61, 0x73, 0x6d, 1, 0, 0, 0],
    ...section(1, types),
    ...section(2, imported),
    ...section(
      3,
      functions.map((_, index) => numberBytes(imports.length + index)),
    ),
    ...section(
      4,
      tables.map((table) => [0x70, ...limits(table)]),
    ),
    ...section(5, memory ? [limits(memory)] : []),
    ...section(7, memory ? [[...named("memory"), 2, 0], ...exported] : exported),
    ...section(
      10,
      functions.map(({ body }) => sized([0, ...body, end])),
    ),
    ...section(11, text === undefined ? [] : [[0, ...number(0), end, ...named(text)]]),
  ]);
}

/** The instructions that tests need. */
export const end = 0x0b;
export const unreachable = 0x00;
export const drop = 0x1a;
export const call = (index: number): number[] => [0x10, ...numberBytes(index)];
export const grow = [0x40, 0];
export const load = [0x28, 2, 0];
export const store = [0x36, 2, 0];
export const add = 0x6a;
export const subtract = 0x6b;
export const divideFloats = 0xa3;
/** What is on top. */
export const trapIfNegative = [0x41, 0, 0x48, 0x04, 0x40, unreachable, end];
export const forever = (body: readonly number[] = []): number[] => [0x03, 0x40, ...body, 0x0c, 0, end];

/** i32.const: with a sign, LEB128. */
export function number(value: number): number[] {
  const bytes: number[] = [];
  for (let left = value | 0; ; left >>= 7) {
    const byte = left & 0x7f;
    if (left >> 6 === 0 || left >> 6 === -1) return [0x41, ...bytes, byte];
    bytes.push(byte | 0x80);
  }
}

export const float = (value: number): number[] => [0x44, ...new Uint8Array(new Float64Array([value]).buffer)];
