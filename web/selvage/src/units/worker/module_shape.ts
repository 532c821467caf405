// What a WebAssembly module asks for and offers, read from its bytes before a browser compiles them: types of functions, which
// browsers do not tell, and how much memory it wants. Whether its code is valid is for the browser to find out.
import { ModuleBytes, ModuleError, numberBytes } from "./module_bytes.js";

export const i32 = 0x7f;
export const f64 = 0x7c;

export interface FunctionType {
  readonly parameters: readonly number[];
  readonly results: readonly number[];
}

export interface Import {
  readonly module: string;
  readonly name: string;
  readonly type: FunctionType;
}

/** In pages or entries. */
interface Limits {
  readonly min: number;
  readonly max: number | undefined;
}

export interface ModuleShape {
  readonly imports: readonly Import[];
  /** Of the functions that it exports. */
  readonly functions: ReadonlyMap<string, FunctionType>;
  readonly exportsMemory: boolean;
  readonly memory: Limits | undefined;
  readonly tables: readonly Limits[];
  /** Where its section of memories begins and ends. */
  readonly memoryAt: readonly [from: number, end: number];
}

export const pageSize = 65_536;

enum Section {
  type = 1,
  import = 2,
  function = 3,
  table = 4,
  memory = 5,
  export = 7,
}

export function shapeOf(code: Uint8Array): ModuleShape {
  const bytes = new ModuleBytes(code);
  const begin = [0, 0x61, 0x73, 0x6d, 1, 0, 0, 0];
  if (code.length < begin.length || begin.some((byte) => bytes.byte() !== byte))
    throw new ModuleError("It is no WebAssembly module.");
  let types: FunctionType[] = [];
  let imports: Import[] = [];
  let own: number[] = [];
  let tables: Limits[] = [];
  let memories: Limits[] = [];
  let exported: Export[] = [];
  let memoryAt: [number, number] = [0, 0];
  while (!bytes.isAtEnd) {
    const from = bytes.at;
    const id = bytes.byte();
    const section = bytes.part(bytes.number());
    if (id === Section.type) types = section.list(functionType);
    else if (id === Section.import) imports = section.list((each) => functionImport(each, types));
    else if (id === Section.function) own = section.list((each) => each.number());
    else if (id === Section.table) tables = section.list(table);
    else if (id === Section.memory) [memories, memoryAt] = [section.list(memoryLimits), [from, bytes.at]];
    else if (id === Section.export) exported = section.list(exportedItem);
  }
  if (memories.length > 1) throw new ModuleError("It has more than one memory.");
  const typeOf = (index: number): FunctionType => imports[index]?.type ?? typeAt(types, own[index - imports.length]);
  const functions = exported.filter(({ kind }) => kind === 0).map(({ name, index }) => [name, typeOf(index)] as const);
  const exportsMemory = exported.some(({ name, kind }) => name === "memory" && kind === 2);
  return { imports, functions: new Map(functions), exportsMemory, memory: memories[0], tables, memoryAt };
}

/** The same module, whose memory grows to so many pages at most. */
export function withMemoryMax(
  code: Uint8Array,
  { memory, memoryAt: [from, end] }: ModuleShape,
  pagesMax: number,
): Uint8Array<ArrayBuffer> {
  if (!memory) throw new ModuleError("It has no memory.");
  const max = Math.min(memory.max ?? pagesMax, pagesMax);
  const section = [1, 1, ...numberBytes(memory.min), ...numberBytes(max)];
  const changed = [Section.memory, ...numberBytes(section.length), ...section];
  const module = new Uint8Array(from + changed.length + code.length - end);
  module.set(code.subarray(0, from));
  module.set(changed, from);
  module.set(code.subarray(end), from + changed.length);
  return module;
}

/** Types that are made of others would be garbage collected: of that no host could say how much there is. */
function functionType(bytes: ModuleBytes): FunctionType {
  if (bytes.byte() !== 0x60) throw new ModuleError("It has a type that is no function's.");
  return { parameters: bytes.list(valueType), results: bytes.list(valueType) };
}

const valueTypes = [i32, 0x7e, 0x7d, f64, 0x7b, 0x70, 0x6f];

function valueType(bytes: ModuleBytes): number {
  const type = bytes.byte();
  if (!valueTypes.includes(type)) throw new ModuleError("It has values of a type that is not there.");
  return type;
}

function typeAt(types: readonly FunctionType[], index: number | undefined): FunctionType {
  const type = types[index ?? -1];
  if (!type) throw new ModuleError("It has a function without a type.");
  return type;
}

function functionImport(bytes: ModuleBytes, types: readonly FunctionType[]): Import {
  const [module, name] = [bytes.name(), bytes.name()];
  if (bytes.byte() !== 0) throw new ModuleError(`It imports ${module}.${name}, which is no function.`);
  return { module, name, type: typeAt(types, bytes.number()) };
}

/** One that is filled from the start by an expression begins otherwise: such are not taken. */
function table(bytes: ModuleBytes): Limits {
  const type = bytes.byte();
  if (type !== 0x70 && type !== 0x6f) throw new ModuleError("It has a table of a type that is not there.");
  return limitsOf(bytes, bytes.byte());
}

function memoryLimits(bytes: ModuleBytes): Limits {
  return limitsOf(bytes, bytes.byte());
}

/** Shared ones, and those of 64 bits, have other flags. */
function limitsOf(bytes: ModuleBytes, flags: number): Limits {
  if (flags > 1) throw new ModuleError("It has a memory or a table that is shared, or of 64 bits.");
  return { min: bytes.number(), max: flags === 1 ? bytes.number() : undefined };
}

interface Export {
  readonly name: string;
  readonly kind: number;
  readonly index: number;
}

function exportedItem(bytes: ModuleBytes): Export {
  return { name: bytes.name(), kind: bytes.byte(), index: bytes.number() };
}
