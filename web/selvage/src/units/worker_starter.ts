// Starts Workers in the best way that the page's policy allows, and remembers which that is.
import { UnitWorker } from "./unit_worker.js";
import type { WorkerKind } from "./worker_source.js";

export class WorkerStarter {
  #kinds: readonly WorkerKind[] = ["data", "blob"];
  #why = "There are no Workers here.";

  /** Undefined if there can be none. It is started when `started()` says so. */
  begin(): UnitWorker | undefined {
    for (const kind of this.#kinds) {
      try {
        return new UnitWorker(kind);
      } catch (refused) {
        this.#forget(kind, String(refused));
      }
    }
    return undefined;
  }

  /** This one, or another in its place; or why there is none. */
  async started(worker: UnitWorker | undefined): Promise<UnitWorker | string> {
    for (let next = worker; next; next = this.begin()) {
      const start = await next.started;
      if (start === "ready") return next;
      next.end();
      if (start === "late") return "A Worker did not start in time.";
      this.#forget(next.kind, start.refused);
    }
    return this.#why;
  }

  #forget(kind: WorkerKind, why: string): void {
    this.#kinds = this.#kinds.filter((other) => other !== kind);
    this.#why = `No Worker can be had here: ${why}`;
  }
}
