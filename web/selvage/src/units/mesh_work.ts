// MeshWork is this page as it works for a mesh (CT40, spec/control.md): the node says which units to run, and hears what came of them.
//
// A page that its user does not look at is not at the mesh's disposal, unless its owner wants that: it gives back what it has begun, and
// offers itself again when it is shown. So does one that is frozen, or left: the others need not wait until they miss it.
import type { Content, Contents } from "../tasks/contents.js";
import type { MeshError } from "../mesh/errors.js";
import type { LineWire, Request } from "../mesh/line_wire.js";
import type { PageSign } from "../mesh/node.js";
import { CodeCache } from "./code_cache.js";
import type { Engine, UnitEnd, UnitRun } from "./unit.js";
import { UnitRunner, type RunningUnit } from "./unit_runner.js";
import { which, type Which } from "./which.js";

export interface WorkOptions {
  /** How many units it runs at once; of all processors but one unless told. */
  readonly places?: number;
  /** Those of its engines that it offers; all unless told. */
  readonly engines?: readonly Engine[];
  /** The most bytes of memory that it gives to a unit. */
  readonly memory?: number;
  /** From 0 to 2; as its processors are unless told. */
  readonly strength?: 0 | 1 | 2;
  /** Whether it goes on when nobody looks at it; false unless told. */
  readonly whileHidden?: boolean;
}

/** What it has of its mesh. */
export interface WorkHost {
  readonly wire: LineWire;
  readonly contents: Contents;
  /** Calls with what the page sees of itself, until it is ended. */
  follow(use: (sign: PageSign) => void): () => void;
  /** Of the script that the page knows. */
  failure(...all: ConstructorParameters<typeof MeshError>): MeshError;
}

/** What a test has in their place. */
export interface Tools {
  readonly runner: Pick<UnitRunner, "run" | "close">;
  readonly facts: Which;
}

interface ToldRun {
  readonly run: number;
  readonly engine: Engine;
  readonly code: Exclude<Content, string>;
  readonly entry: string;
  readonly input: Content;
  readonly state: readonly (readonly [name: string, value: unknown])[];
  readonly memory: number;
  readonly run_within: number;
  readonly time: boolean;
  readonly random: boolean;
  readonly output: number;
  readonly groups: readonly [number, number, number];
}

const placesMax = 256;
const memoryMax = 2 ** 30;
const defaultMemory = 2 ** 29;
/** Of processors, from which on a page is of strength 1, and of 2. */
const strongFrom = [4, 8] as const;
/** A unit may say a hundred times a second how far it is. */
const progressMillis = 100;
const retryMillis = 250;

export class MeshWork {
  readonly engines: readonly Engine[];
  readonly places: number;
  readonly #host: WorkHost;
  readonly #offer: Request;
  readonly #runner: Tools["runner"];
  readonly #code: CodeCache;
  readonly #running = new Map<number, RunningUnit | undefined>();
  readonly #worksHidden: boolean;
  readonly #unfollow: () => void;
  #endOffer: (() => void) | undefined;
  #isStopped = false;
  #failure: unknown;

  private constructor(host: WorkHost, { runner, facts }: Tools, engines: readonly Engine[], options: WorkOptions) {
    this.engines = engines;
    this.places = placesOf(options, facts);
    this.#host = host;
    this.#runner = runner;
    this.#code = new CodeCache((where) => host.contents.fetch(where));
    this.#worksHidden = options.whileHidden ?? false;
    const strength = options.strength ?? strongFrom.filter((cores) => facts.cores >= cores).length;
    this.#offer = { do: "work", places: this.places, engines, memory: Math.min(options.memory ?? defaultMemory, memoryMax), strength };
    this.#unfollow = host.follow((sign) => this.#see(sign));
    if (this.#worksHidden || !isHidden()) this.#begin();
  }

  /** @internal */
  static async begin(host: WorkHost, options: WorkOptions, tools?: Tools): Promise<MeshWork> {
    const facts = tools?.facts ?? (await which());
    const engines = facts.engines.filter((engine) => options.engines?.includes(engine) ?? true);
    if (engines.length === 0)
      throw host.failure("no-engine", "This page can run no units, or none of these engines", "Look at its policy: docs/tasks.md says what it has to allow.");
    return new MeshWork(host, tools ?? { facts, runner: new UnitRunner({ workers: placesOf(options, facts) }) }, engines, options);
  }

  /** How many units it has at the moment. */
  get running(): number {
    return this.#running.size;
  }
  /** Whether it offers itself: not while it is hidden, and not when it was stopped. */
  get isOffering(): boolean {
    return this.#endOffer !== undefined;
  }
  /** Why it offers itself no more, if that was not wanted. */
  get failure(): unknown {
    return this.#failure;
  }

  /** Gives back what it has begun, and takes no more. */
  async stop(): Promise<void> {
    if (this.#isStopped) return;
    this.#isStopped = true;
    this.#unfollow();
    this.#withdraw();
    this.#runner.close();
  }

  #see(sign: PageSign): void {
    if (sign === "freezing" || (sign === "hidden" && !this.#worksHidden)) this.#withdraw();
    else if (this.#worksHidden || !isHidden()) this.#begin();
  }

  #begin(): void {
    if (this.#endOffer || this.#isStopped) return;
    let isOver = false;
    const end = this.#host.wire.watch(
      this.#offer,
      (_, told) => {
        if (isOver) return; // It was given back.
        if (told.run !== undefined) void this.#perform(told.run as ToldRun);
        if (told["stop-run"] !== undefined) this.#stop(told["stop-run"]);
      },
      (failure) => {
        isOver = true;
        this.#fail(failure);
      },
    );
    if (isOver) return; // The mesh was closed before.
    this.#endOffer = () => {
      isOver = true;
      end();
    };
  }

  #fail(failure: unknown): void {
    this.#withdraw();
    if ((failure as MeshError | undefined)?.kind === "not-ready") {
      setTimeout(() => this.#see("woken"), retryMillis); // Who works waits for a mesh.
      return;
    }
    this.#failure = failure;
    void this.stop();
  }

  #withdraw(): void {
    this.#endOffer?.();
    this.#endOffer = undefined;
    for (const run of [...this.#running.keys()]) this.#stop(run);
  }

  #stop(run: number): void {
    const unit = this.#running.get(run);
    this.#running.delete(run);
    unit?.stop();
  }

  async #perform(told: ToldRun): Promise<void> {
    const { run } = told;
    this.#running.set(run, undefined);
    try {
      const [code, input] = await Promise.all([this.#code.take(told.code), this.#host.contents.fetch(told.input)]);
      if (!this.#running.has(run)) return;
      const unit = this.#runner.run(unitOf(told, code, input), {
        progress: this.#progressOf(run),
        log: (line) => this.#say(run, { do: "run-log", line }),
      });
      this.#running.set(run, unit);
      await this.#tellEnd(run, await unit.ended);
    } catch (failure) {
      this.#say(run, { do: "run-failed", why: "stopped", text: `Its bytes cannot be had or handed on: ${(failure as Error).message}` });
    }
    this.#running.delete(run);
  }

  async #tellEnd(run: number, end: UnitEnd): Promise<void> {
    if (!this.#running.has(run)) return;
    if (end.kind === "failed") return this.#say(run, { do: "run-failed", why: end.why, text: end.text });
    if (end.edits.length > 0) return this.#say(run, { do: "run-failed", why: "unit-invalid", text: noEdits });
    if (end.output.length > outputSizeMax) return this.#say(run, { do: "run-failed", why: "too-much", text: tooLarge });
    this.#say(run, { do: "run-done", output: await this.#host.contents.place(end.output) });
  }

  #progressOf(run: number): (part: number) => void {
    let last = -Infinity;
    return (part) => {
      const now = performance.now();
      if (now - last < progressMillis && part < 1) return;
      last = now;
      this.#say(run, { do: "run-progress", permille: Math.floor(part * 1000) });
    };
  }

  /** Of what was stopped nothing is said. */
  #say(run: number, what: Request): void {
    if (this.#running.has(run)) this.#host.wire.say({ ...what, run });
  }
}

const outputSizeMax = 16 * 2 ** 20;
const tooLarge = `Its output is larger than ${outputSizeMax} bytes, which is the most that a task may have.`;
const noEdits = "It edits the mesh's state, and a task's result is its output alone.";

const isHidden = (): boolean => typeof document !== "undefined" && document.hidden;

const placesOf = ({ places }: WorkOptions, { cores }: Which): number => Math.min(Math.max(1, Math.floor(places ?? cores - 1) || 1), placesMax);

const unitOf = ({ engine, entry, state, time, random, memory, run_within, output, groups }: ToldRun, code: Uint8Array, input: Uint8Array): UnitRun => ({
  ...{ engine, code, entry, input, mayKnowTime: time, mayDraw: random, memoryMax: memory, timeMaxMillis: run_within },
  state: state.map(([name, value]) => [name, JSON.stringify(value)] as const),
  ...(engine === "wgsl" && { output: { size: output, groups } }),
});
