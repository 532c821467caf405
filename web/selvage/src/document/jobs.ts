// Jobs are what the module does in slices: they are fed, run and emptied a little at a time, one
// after the other for each document.
import type { DocumentHandle } from "./handle.js";
import { DocumentError, errorName, type CoreErrorName } from "./errors.js";
import { inSlices, stepsAtOnce, type Pace } from "./slices.js";

const [goingOn, done, stale] = [0, 1, 2] as const;
const textPieceSize = 16 * 1024;

/** What a job is fed with; a text becomes UTF-8 on the way. */
export type JobInput = Uint8Array | string;

export interface JobPlan {
  /** The handle of a new job, or an error's code. */
  begin(): number;
  readonly input?: JobInput;
  /** Takes a view of what it gave, after each step. */
  take?(output: Uint8Array): void;
  /** After each step of one that edits: what is read from now on is different. */
  stepped?(): void;
}

export class JobFailure extends Error {
  constructor(
    readonly error: CoreErrorName,
    /** Where in the input. */
    readonly position: number,
  ) {
    super(error);
  }
}

/** Runs it to its end. The handle that came of it, if one did; undefined if it became stale. */
export async function runJob(
  handle: DocumentHandle,
  pace: Pace,
  plan: JobPlan,
): Promise<number | undefined> {
  const { calls } = handle;
  const job = plan.begin();
  if (job < 0) throw new JobFailure(errorName(job), 0);
  let state: number = goingOn;
  try {
    const feed = feeder(handle, job, plan.input);
    await inSlices(pace, () => {
      void handle.live; // Closed meanwhile, it ends here.
      if (!feed()) return false;
      state = calls.job_run(job, stepsAtOnce);
      plan.stepped?.();
      if (state < 0) throw new JobFailure(errorName(state), calls.job_position(job));
      if (state === stale) return true;
      if (plan.take) {
        calls.job_output(job);
        plan.take(handle.shownBytes());
      }
      return state === done;
    });
    return state === stale ? undefined : calls.job_made(job);
  } finally {
    if (!handle.instance.stopped) calls.job_free(job);
  }
}

/** Feeds a piece; true when there is no more. */
function feeder(handle: DocumentHandle, job: number, input: JobInput | undefined): () => boolean {
  const { instance, calls } = handle;
  let at = 0;
  if (input !== undefined) calls.job_expect(job, input.length);
  return () => {
    if (input === undefined || at >= input.length) return true;
    if (typeof input === "string") {
      let end = Math.min(at + textPieceSize, input.length);
      // Not between the halves of a character.
      if (end < input.length && (input.charCodeAt(end - 1) & 0xfc00) === 0xd800) ++end;
      const size = instance.showText(input.slice(at, end));
      calls.job_feed(job, size);
      at = end;
    } else {
      const piece = input.subarray(at, at + instance.windowSize);
      instance.show(piece, (size) => calls.job_feed(job, size));
      at += piece.length;
    }
    return at >= input.length;
  };
}

export function jobError(failure: unknown, what: string, remedy: string): unknown {
  if (!(failure instanceof JobFailure)) return failure;
  return new DocumentError(failure.error, { what, remedy, cause: failure });
}

/** Pieces of bytes that become one. */
export class Pieces {
  readonly #pieces: Uint8Array[] = [];
  #size = 0;

  add(view: Uint8Array): void {
    if (view.length === 0) return;
    this.#pieces.push(view.slice());
    this.#size += view.length;
  }
  clear(): void {
    this.#pieces.length = 0;
    this.#size = 0;
  }
  whole(): Uint8Array<ArrayBuffer> {
    const whole = new Uint8Array(this.#size);
    let at = 0;
    for (const piece of this.#pieces) {
      whole.set(piece, at);
      at += piece.length;
    }
    return whole;
  }
}
