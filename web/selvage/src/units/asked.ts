// Asked is one run from when it is asked for to its end, which comes once: by its unit, by its time, or by who stops it.
import { failed, type Done, type Failed, type Hear, type UnitEnd, type UnitRun } from "./unit.js";
import type { UnitWorker } from "./unit_worker.js";

/** The longest that browsers can wait. */
const waitMax = 2 ** 31 - 1;

export class Asked {
  readonly ended: Promise<UnitEnd>;
  readonly #unit: UnitRun;
  readonly #hear: Hear;
  #resolve: (end: UnitEnd) => void = () => {};
  /** Of who waits for what the Worker says. */
  #release: () => void = () => {};
  #begun: number | undefined;
  #isOver = false;

  constructor(unit: UnitRun, hear: Hear) {
    this.#unit = unit;
    this.#hear = hear;
    this.ended = new Promise((resolve) => (this.#resolve = resolve));
  }

  get isOver(): boolean {
    return this.#isOver;
  }

  end(how: Done | Failed): void {
    if (this.#isOver) return;
    this.#isOver = true;
    this.#resolve({ ...how, tookMillis: this.#begun === undefined ? 0 : performance.now() - this.#begun });
    this.#release();
  }

  /** Whether the Worker can run more. It cannot if it may still be at it, or if a script left something in it. */
  async runIn(worker: UnitWorker): Promise<boolean> {
    const { timeMaxMillis, engine } = this.#unit;
    const released = new Promise<undefined>((resolve) => (this.#release = () => resolve(undefined)));
    this.#begun = performance.now();
    const late = failed("too-long", `It took more than the ${timeMaxMillis} ms that it was given.`);
    const timer = setTimeout(() => this.end(late), Math.min(timeMaxMillis, waitMax));
    const how = await Promise.race([worker.run(this.#unit, this.#hear), released]);
    clearTimeout(timer);
    if (how) this.end(how);
    return how !== undefined && engine !== "js" && !(how.kind === "failed" && how.why === "crashed");
  }
}
