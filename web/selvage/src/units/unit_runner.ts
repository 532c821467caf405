// UnitRunner runs units in Workers of this page, or of the Worker that it is used in (spec/units.md).
//
//   const runner = new UnitRunner();
//   const { ended, stop } = runner.run(unit, { progress: (part) => …, log: (line) => … });
//   const end = await ended; // Never rejected: a run that failed says how (WU9).
//
// A Worker is begun ahead of the unit that will need it. One that ran WebAssembly or a shader runs more, for nothing of them
// stays in it; one that ran a script is not used again (WU11, UB8).
import { Asked } from "./asked.js";
import { failed, refusalOf, type Hear, type UnitEnd, type UnitRun } from "./unit.js";
import type { UnitWorker } from "./unit_worker.js";
import { coresOf } from "./which.js";
import { WorkerStarter } from "./worker_starter.js";

export interface UnitRunnerOptions {
  /** How many units run at once; of all processors but one unless told. Others wait. */
  readonly workers?: number;
}

export interface RunningUnit {
  readonly ended: Promise<UnitEnd>;
  /** Ends it at once, as `stopped`. It does no harm when it has ended. */
  stop(): void;
}

export class UnitRunner {
  readonly #workersMax: number;
  readonly #starter = new WorkerStarter();
  /** Begun or used before; the last one is taken first. */
  readonly #idle: UnitWorker[] = [];
  #waiting: Asked[] = [];
  readonly #running = new Set<Asked>();
  #isClosed = false;

  constructor({ workers = coresOf() - 1 }: UnitRunnerOptions = {}) {
    this.#workersMax = Math.max(1, Math.floor(workers) || 1);
  }

  run(unit: UnitRun, hear: Hear): RunningUnit {
    const asked = new Asked(unit, hear);
    const refused = this.#isClosed ? failed("stopped", "Its runner was closed.") : refusalOf(unit);
    if (refused) asked.end(refused);
    else this.#waiting.push(asked);
    this.#beginNext();
    return {
      ended: asked.ended,
      stop: () => this.#stop(asked, "It was stopped."),
    };
  }

  /** Stops all that runs and waits, and keeps no Worker. */
  close(): void {
    this.#isClosed = true;
    for (const asked of [...this.#waiting, ...this.#running]) this.#stop(asked, "Its runner was closed.");
    for (const worker of this.#idle.splice(0)) worker.end();
  }

  #stop(asked: Asked, text: string): void {
    this.#waiting = this.#waiting.filter((other) => other !== asked);
    asked.end(failed("stopped", text));
  }

  #beginNext(): void {
    while (this.#running.size < this.#workersMax) {
      const asked = this.#waiting.shift();
      if (!asked) return;
      this.#running.add(asked);
      void this.#perform(asked);
    }
  }

  async #perform(asked: Asked): Promise<void> {
    const starting = this.#idle.pop() ?? this.#starter.begin();
    const worker = await this.#starter.started(starting);
    this.#beginAhead();
    if (typeof worker === "string") asked.end(failed("no-engine", worker));
    else this.#letGo(worker, asked.isOver || (await asked.runIn(worker)));
    this.#running.delete(asked);
    this.#beginNext();
  }

  #beginAhead(): void {
    if (this.#isClosed || this.#idle.length > 0) return;
    const ahead = this.#starter.begin();
    if (ahead) this.#idle.push(ahead);
  }

  #letGo(worker: UnitWorker, isReusable: boolean): void {
    if (isReusable && !this.#isClosed && this.#idle.length <= this.#workersMax) this.#idle.push(worker);
    else worker.end();
  }
}
