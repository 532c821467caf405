// Runs are the pings and measurements of one swarm that have not ended.
import { NetError } from "./errors.js";
import { pending, type Pending } from "./pending.js";
import { nameOf } from "./streams.js";
import type { Measurement, ToldOfRunning } from "./swarm_events.js";
import type { StreamNumbers } from "./swarm_handle.js";

export interface Run {
  /** Of each round trip, in microseconds. */
  readonly times: number[];
  /** Of a measurement, once it has ended. */
  readonly measured: { result?: Measurement };
  readonly end: Pending<void>;
}

export class Runs {
  readonly #running = new Map<string, Run>();

  add(numbers: StreamNumbers): Run {
    const run: Run = { times: [], measured: {}, end: pending<void>() };
    this.#running.set(nameOf(numbers), run);
    return run;
  }

  tell(told: ToldOfRunning): void {
    const run = this.#running.get(nameOf(told));
    if (!run) return;
    if (told.kind === "pinged") return void run.times.push(told.took);
    if (told.kind === "measured") return void (run.measured.result = told);
    this.#running.delete(nameOf(told));
    if (told.reason === "") run.end.resolve();
    else run.end.reject(new NetError("measurement_failed", told.reason));
  }

  fail(failure: unknown): void {
    for (const { end } of this.#running.values()) end.reject(failure);
  }
}
