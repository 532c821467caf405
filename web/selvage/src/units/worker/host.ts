// What a unit says on its way goes out by here, within what WU3 allows. It is called by scripts that may have changed every
// prototype: see primordials.ts.
import { limits, UnitFailure, type UnitRun } from "../unit.js";
import type { FromUnitWorker } from "../messages.js";
import { cutToFit, isFiniteNumber, sizeOf, steady, toUtf8 } from "./primordials.js";

export type Tell = (message: FromUnitWorker) => void;

export class Host {
  readonly #tell: Tell;
  readonly #line = new Uint8Array(limits.lineSizeMax);
  #linesCount = 0;
  #editsCount = 0;
  #editsSize = 0;
  #second = -Infinity;
  #progressCount = 0;
  /** The first thing by which the run has failed already: a unit that goes on in spite of it gains nothing. */
  #failure: UnitFailure | undefined;

  constructor(tell: Tell) {
    this.#tell = tell;
  }

  get failure(): UnitFailure | undefined {
    return this.#failure;
  }

  /** Kept, for the unit may catch what is thrown. */
  fail(why: UnitFailure["why"], text: string): UnitFailure {
    this.#failure ??= new UnitFailure(why, text);
    return this.#failure;
  }

  progress(part: unknown): void {
    if (typeof part !== "number" || !isFiniteNumber(part)) return;
    const now = steady();
    if (now - this.#second >= 1000) {
      this.#second = now;
      this.#progressCount = 0;
    }
    if (++this.#progressCount > limits.progressPerSecondMax) return;
    this.#tell({ kind: "progress", part: part < 0 ? 0 : part > 1 ? 1 : part });
  }

  log(line: string): void {
    if (++this.#linesCount > limits.linesCountMax) return;
    this.#tell({ kind: "log", line: cutToFit(line, this.#line) });
  }

  edit(edit: string): void {
    if (this.#failure) throw this.#failure;
    // Before its bytes are counted, so that nothing huge is copied.
    if (edit.length > limits.editsSizeMax) throw this.#tooManyEdits();
    this.#editsSize += sizeOf(toUtf8(edit));
    if (++this.#editsCount > limits.editsCountMax || this.#editsSize > limits.editsSizeMax) throw this.#tooManyEdits();
    this.#tell({ kind: "edit", edit });
  }

  #tooManyEdits(): UnitFailure {
    return this.fail(
      "too-much",
      `It made more edits than ${limits.editsCountMax}, or larger ones than ${limits.editsSizeMax} bytes.`,
    );
  }
}

/** The values that were given with a run, by their names. */
export const stateOf = ({ state }: UnitRun): ReadonlyMap<string, string> => new Map(state);
