// Runs a WebAssembly module (WU4). No foreign script runs in this, so that the Worker is as it was behind it.
import { limits, UnitFailure, type UnitRun } from "../unit.js";
import { stateOf, type Host } from "./host.js";
import { checkedModule } from "./module_check.js";
import { pageSize } from "./module_shape.js";
import { fillWithChance, now, toUtf8 } from "./primordials.js";
import { wordsOf } from "./words.js";

export async function runModule(unit: UnitRun, host: Host): Promise<Uint8Array<ArrayBuffer>> {
  const bytes = checkedModule(unit);
  const run = new ModuleRun(unit, host);
  const module = await WebAssembly.compile(bytes).catch((refused: unknown) => {
    throw new UnitFailure("unit-invalid", wordsOf(refused));
  });
  try {
    const { exports } = await WebAssembly.instantiate(module, { selvage: run.functions() });
    run.memory = exports.memory as WebAssembly.Memory;
    (exports._initialize as (() => void) | undefined)?.();
    const result = (exports[unit.entry] as () => number | undefined)();
    if (host.failure) throw host.failure;
    if (result) throw new UnitFailure("unit-failed", `It returned ${result}.`);
    return run.output();
  } catch (thrown) {
    throw host.failure ?? (UnitFailure.is(thrown) ? thrown : new UnitFailure("unit-failed", wordsOf(thrown)));
  }
}

const chanceSizeMax = 65_536; // The browser's, of each asking.

class ModuleRun {
  memory: WebAssembly.Memory | undefined;
  readonly #unit: UnitRun;
  readonly #host: Host;
  readonly #state: ReadonlyMap<string, Uint8Array>;
  /** What of it is filled is the output. */
  #output = new Uint8Array(pageSize);
  #outputSize = 0;

  constructor(unit: UnitRun, host: Host) {
    this.#unit = unit;
    this.#host = host;
    this.#state = new Map([...stateOf(unit)].map(([name, json]) => [name, toUtf8(json)]));
  }

  functions(): WebAssembly.ModuleImports {
    const { input } = this.#unit;
    const host = this.#host;
    return {
      input_size: () => input.length,
      input_read: (to: number, offset: number, size: number) => this.#give(input, to, offset, size),
      output_write: (from: number, size: number) => this.#write(this.#view(from, size)),
      fail: (from: number, size: number) =>
        void host.fail("unit-failed", this.#text(from, Math.min(size >>> 0, limits.textLengthMax))),
      progress: (part: number) => host.progress(part),
      // What is behind is cut off anyway.
      log: (from: number, size: number) => host.log(this.#text(from, Math.min(size >>> 0, limits.lineSizeMax + 1))),
      state_size: (name: number, size: number) => this.#state.get(this.#text(name, size))?.length ?? -1,
      state_read: (name: number, nameSize: number, to: number, offset: number, size: number) =>
        this.#give(this.#state.get(this.#text(name, nameSize)) ?? new Uint8Array(), to, offset, size),
      state_write: (from: number, size: number) => this.#edit(from, size),
      random: (to: number, size: number) => this.#fill(this.#view(to, size)),
      now,
    };
  }

  output(): Uint8Array<ArrayBuffer> {
    return this.#output.slice(0, this.#outputSize);
  }

  /** Numbers come with a sign. */
  #view(from: number, size: number): Uint8Array<ArrayBuffer> {
    if (this.#host.failure?.why === "too-much") throw this.#host.failure;
    const buffer = this.memory?.buffer as ArrayBuffer | undefined;
    const [start, length] = [from >>> 0, size >>> 0];
    if (!buffer) throw new UnitFailure("unit-failed", "It asked for something before it was begun.");
    if (start + length > buffer.byteLength) throw new UnitFailure("unit-failed", "It named bytes that are beyond its memory.");
    return new Uint8Array(buffer, start, length);
  }

  #text(from: number, size: number): string {
    return new TextDecoder("utf-8", { ignoreBOM: true }).decode(this.#view(from, size));
  }

  #give(from: Uint8Array, to: number, offset: number, size: number): number {
    const start = Math.min(offset >>> 0, from.length);
    const part = from.subarray(start, Math.min(start + (size >>> 0), from.length));
    this.#view(to, part.length).set(part);
    return part.length;
  }

  #write(bytes: Uint8Array): void {
    const size = this.#outputSize + bytes.length;
    if (size > limits.outputSizeMax)
      throw this.#host.fail("too-much", `Its output is larger than ${limits.outputSizeMax} bytes.`);
    if (size > this.#output.length) {
      const larger = new Uint8Array(Math.max(size, Math.min(2 * this.#output.length, limits.outputSizeMax)));
      larger.set(this.#output.subarray(0, this.#outputSize));
      this.#output = larger;
    }
    this.#output.set(bytes, this.#outputSize);
    this.#outputSize = size;
  }

  #edit(from: number, size: number): void {
    if (size >>> 0 > limits.editsSizeMax)
      throw this.#host.fail("too-much", `It made an edit that is larger than ${limits.editsSizeMax} bytes.`);
    const edit = this.#text(from, size);
    try {
      const said: unknown = JSON.parse(edit);
      if (typeof said !== "object" || said === null || Array.isArray(said)) throw new SyntaxError("An edit is an object.");
    } catch (refused) {
      throw this.#host.fail("unit-failed", `An edit of it is none: ${wordsOf(refused)}`);
    }
    this.#host.edit(edit);
  }

  #fill(bytes: Uint8Array<ArrayBuffer>): void {
    for (let from = 0; from < bytes.length; from += chanceSizeMax) fillWithChance(bytes.subarray(from, from + chanceSizeMax));
  }
}
