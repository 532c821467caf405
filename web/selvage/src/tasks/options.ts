// What a task can be asked for with, and the line that says so (CT37, spec/control.md).
import type { Json } from "../mesh/document.js";
import { MeshError } from "../mesh/errors.js";
import type { Request } from "../mesh/line_wire.js";
import { bytesOf, type Bytes, type Contents } from "./contents.js";

/** Exactly one of the three. What has the module's bytes is remembered, and not to be changed. */
export type TaskCode =
  | { /** WebAssembly. */ readonly module: Bytes | Promise<Bytes>; readonly script?: never; readonly shader?: never }
  | { /** JavaScript. */ readonly script: string; readonly module?: never; readonly shader?: never }
  | { /** WGSL. */ readonly shader: string; readonly module?: never; readonly script?: never };

/** A text as UTF-8, bytes as they are, and everything else as JSON. */
export type TaskInput = Bytes | Json;

export interface TaskTerms {
  /** The function of the code that is called; `main` unless told. */
  readonly entry?: string;
  /** For people. */
  readonly label?: string;
  /** Done twice it would be wrong: only one that has its lease still may complete it. */
  readonly once?: boolean;
  /** Only an Authority is to do it. */
  readonly authority?: boolean;
  /** From 0, which it is unless told, to 255: the higher, the sooner. */
  readonly priority?: number;
  /** After how many failures of its own it has failed for good; 3 unless told. */
  readonly failures?: number;
  /** What the unit may read of the mesh: documents and paths, as in `"game players.ann"`. */
  readonly reads?: readonly string[];
  /** What it gets besides: a clock, and chance. Without them it does the same whenever it is done. */
  readonly grants?: { readonly time?: boolean; readonly random?: boolean };
  /** In seconds: until it begins, for each run, until it ends, and how long a run takes if that is known. */
  readonly times?: { readonly begin?: number; readonly run?: number; readonly end?: number; readonly expected?: number };
  /** In bytes; 64 MiB unless told, at most 1 GiB. */
  readonly memory?: number;
  /** Of a shader: the bytes of its output, and its workgroups. */
  readonly output?: number;
  readonly groups?: readonly [number, number, number];
}

export type TaskOptions = TaskCode & TaskTerms & { readonly input?: TaskInput };

export async function requestOf(task: string, options: TaskOptions, contents: Contents): Promise<Request> {
  const [engine, code] = codeOf(options);
  const { entry, label, once, authority, priority, failures, reads, memory, output, groups, grants = {}, times = {} } = options;
  const bytes = inputBytes(options.input);
  const [where, input] = await Promise.all([contents.code(code), bytes && contents.place(bytes)]);
  return withoutUndefined({
    ...{ do: "task", task, engine, code: where, input, entry, label, once, authority, priority, failures, reads, memory, output, groups },
    ...{ time: grants.time, random: grants.random },
    ...{ begin_within: millis(times.begin), run_within: millis(times.run), end_within: millis(times.end), expected: millis(times.expected) },
  });
}

function codeOf({ module, script, shader }: TaskOptions): [engine: string, code: string | Bytes | Promise<Bytes>] {
  const all = ([["wasm", module], ["js", script], ["wgsl", shader]] as const).filter(([, code]) => code !== undefined);
  const [[engine, code] = [], ...others] = all;
  if (engine === undefined || code === undefined || others.length > 0)
    throw new MeshError("bad-request", "A task has exactly one of module, script and shader", "Give it one of the three.");
  return [engine, code];
}

function inputBytes(input: TaskInput | undefined): Uint8Array | undefined {
  if (input === undefined) return undefined;
  if (input instanceof Uint8Array || input instanceof ArrayBuffer) return bytesOf(input);
  return new TextEncoder().encode(typeof input === "string" ? input : JSON.stringify(input));
}

const millis = (seconds: number | undefined): number | undefined => (seconds === undefined ? undefined : Math.ceil(seconds * 1000));

const withoutUndefined = (all: Request): Request =>
  Object.fromEntries(Object.entries(all).filter(([, value]) => value !== undefined)) as Request;
