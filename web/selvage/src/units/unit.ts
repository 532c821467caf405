// What a unit is given, what it may do, and how it ends (spec/units.md): said once for who runs units and for the Worker.

export type Engine = "wasm" | "js" | "wgsl";

export interface UnitRun {
  readonly engine: Engine;
  readonly code: Uint8Array;
  readonly entry: string;
  readonly input: Uint8Array;
  /** Values of the mesh by their names, in JSON. */
  readonly state: readonly (readonly [name: string, json: string])[];
  readonly mayKnowTime: boolean;
  readonly mayDraw: boolean;
  /** In bytes. */
  readonly memoryMax: number;
  readonly timeMaxMillis: number;
  /** Of a shader: the bytes that it puts out, and its workgroups. */
  readonly output?: { readonly size: number; readonly groups: readonly [number, number, number] };
}

export type Why = "unit-failed" | "unit-invalid" | "too-much" | "too-long" | "crashed" | "no-engine" | "stopped";

export interface Failed {
  readonly kind: "failed";
  readonly why: Why;
  readonly text: string;
}

export interface Done {
  readonly kind: "done";
  readonly output: Uint8Array<ArrayBuffer>;
  /** In JSON, in their order. */
  readonly edits: readonly string[];
}

/** With how long it took its Worker, measured outside of it: a host that is throttled is known by that. */
export type UnitEnd = (Done | Failed) & { readonly tookMillis: number };

export interface Hear {
  progress(part: number): void;
  log(line: string): void;
}

/** All of WU1 and WU3; sizes in bytes. */
export const limits = {
  codeSizeMax: 16 * 2 ** 20,
  entrySizeMax: 256,
  memoryMax: 2 ** 30,
  inputSizeMax: 64 * 2 ** 20,
  stateCountMax: 1024,
  stateSizeMax: 16 * 2 ** 20,
  outputSizeMax: 64 * 2 ** 20,
  editsCountMax: 256,
  editsSizeMax: 2 ** 20,
  linesCountMax: 1024,
  lineSizeMax: 4096,
  progressPerSecondMax: 100,
  /** Of the sentence that says why a run failed. */
  textLengthMax: 4096,
} as const;

export const failed = (why: Why, text: string): Failed => ({ kind: "failed", why, text });

const engines: readonly string[] = ["wasm", "js", "wgsl"] satisfies Engine[];

const utf8SizeOf = (text: string): number => new TextEncoder().encode(text).length;

/** Why this cannot be run anywhere. */
export function refusalOf({ engine, code, entry, input, state, memoryMax }: UnitRun): Failed | undefined {
  if (!engines.includes(engine)) return failed("unit-invalid", `There is no engine ${engine}.`);
  if (code.length > limits.codeSizeMax) return failed("unit-invalid", `Its code is larger than ${limits.codeSizeMax} bytes.`);
  if (utf8SizeOf(entry) > limits.entrySizeMax)
    return failed("unit-invalid", `The name of its entry is longer than ${limits.entrySizeMax} bytes.`);
  if (input.length > limits.inputSizeMax) return failed("too-much", `Its input is larger than ${limits.inputSizeMax} bytes.`);
  const stateSize = state.reduce((sum, [name, json]) => sum + utf8SizeOf(name) + utf8SizeOf(json), 0);
  if (state.length > limits.stateCountMax || stateSize > limits.stateSizeMax)
    return failed("too-much", `Its state has more than ${limits.stateCountMax} values, or than ${limits.stateSizeMax} bytes.`);
  if (memoryMax > limits.memoryMax) return failed("too-much", `No unit is given more than ${limits.memoryMax} bytes of memory.`);
  return undefined;
}

/** Thrown inside of the Worker to end a run. A unit that changes classes cannot make one that counts. */
export class UnitFailure extends Error {
  readonly why: Why;
  readonly #isOurs = true;

  constructor(why: Why, text: string) {
    super(text);
    this.why = why;
  }

  static is(thrown: unknown): thrown is UnitFailure {
    return typeof thrown === "object" && thrown !== null && #isOurs in thrown;
  }
}
