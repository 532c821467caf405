// Makes Workers of the script that is inside of the package, so that no bundler and no server has to know of it (UB1).
//
// As a data: URL the Worker has an origin of its own, which owns nothing: what the page's origin stores and may ask for is out of
// its reach, whatever a unit finds. Policies that forbid it may allow a blob:, which has the page's origin and what the Worker
// takes away from itself, no more (UB2).
import { workerText } from "./worker_text.js";

const type = "text/javascript";

export type WorkerKind = "data" | "blob";

/** Throws, or the Worker tells of an error, where a policy forbids it. */
export function newWorker(kind: WorkerKind): Worker {
  if (kind === "data") return new Worker(`data:${type};charset=utf-8,${encodeURIComponent(workerText)}`);
  const address = URL.createObjectURL(new Blob([workerText], { type }));
  try {
    return new Worker(address);
  } finally {
    // Who is asked for a Worker has its script by the next task, in all browsers; long enough is soon enough.
    setTimeout(() => URL.revokeObjectURL(address), 10_000);
  }
}
