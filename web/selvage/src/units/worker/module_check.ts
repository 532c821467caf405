// Whether a module is one that may run here, before any of it does: what it imports (WU5), what it exports (WU4), and how much it
// wants from the start (WU3). What comes out of it is the module with its bound built in.
import { UnitFailure, type UnitRun } from "../unit.js";
import { ModuleError } from "./module_bytes.js";
import { f64, i32, pageSize, shapeOf, withMemoryMax, type FunctionType, type Import, type ModuleShape } from "./module_shape.js";

const type = (parameters: number[], results: number[] = []): FunctionType => ({ parameters, results });

const offered: Readonly<Record<string, FunctionType>> = {
  input_size: type([], [i32]),
  input_read: type([i32, i32, i32], [i32]),
  output_write: type([i32, i32]),
  fail: type([i32, i32]),
  progress: type([f64]),
  log: type([i32, i32]),
  state_size: type([i32, i32], [i32]),
  state_read: type([i32, i32, i32, i32, i32], [i32]),
  state_write: type([i32, i32]),
  random: type([i32, i32]),
  now: type([], [f64]),
};

export const pagesMaxOf = (memoryMax: number): number => Math.floor(memoryMax / pageSize);

export function checkedModule(unit: UnitRun): Uint8Array<ArrayBuffer> {
  try {
    const shape = shapeOf(unit.code);
    for (const each of shape.imports) checkImport(each, unit);
    checkExports(shape, unit.entry);
    checkSize(shape, unit.memoryMax);
    return withMemoryMax(unit.code, shape, pagesMaxOf(unit.memoryMax));
  } catch (thrown) {
    throw thrown instanceof ModuleError ? new UnitFailure("unit-invalid", thrown.message) : thrown;
  }
}

function checkImport({ module, name, type }: Import, { mayKnowTime, mayDraw }: UnitRun): void {
  const known = module === "selvage" && Object.hasOwn(offered, name) ? offered[name] : undefined;
  if (!known) throw new ModuleError(`It imports ${module}.${name}, which is not there.`);
  if (!isSame(known, type)) throw new ModuleError(`It imports ${module}.${name} with another type than it has.`);
  if (name === "now" && !mayKnowTime) throw new ModuleError(`It imports ${module}.${name}, and \`time\` was not granted.`);
  if (name === "random" && !mayDraw) throw new ModuleError(`It imports ${module}.${name}, and \`random\` was not granted.`);
}

const isSame = (a: FunctionType, b: FunctionType): boolean =>
  String(a.parameters) === String(b.parameters) && String(a.results) === String(b.results);

function checkExports({ exportsMemory, functions }: ModuleShape, entry: string): void {
  if (!exportsMemory) throw new ModuleError("It exports no memory by the name of memory.");
  const main = functions.get(entry);
  if (!main) throw new ModuleError(`It exports no function ${entry}.`);
  if (!isSame(main, type([])) && !isSame(main, type([], [i32])))
    throw new ModuleError(`Its function ${entry} takes something, or returns what is no i32.`);
  const before = functions.get("_initialize");
  if (before && !isSame(before, type([]))) throw new ModuleError("Its function _initialize takes or returns something.");
}

const entrySize = 8;

/** Of tables that may grow without end there is one at most, which the browser bounds. */
function checkSize({ memory, tables }: ModuleShape, memoryMax: number): void {
  if (tables.filter(({ max }) => max === undefined).length > 1)
    throw new ModuleError("It has several tables that grow without end.");
  const entries = tables.reduce((sum, { min, max }) => sum + (max ?? min), 0);
  const wanted = (memory?.min ?? 0) * pageSize + entries * entrySize;
  if (wanted > memoryMax)
    throw new UnitFailure("too-much", `It wants ${wanted} bytes of memory to begin with, and was given ${memoryMax}.`);
}
