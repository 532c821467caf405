// What a mesh could not do, and is nobody's defect. The kinds are those of the control protocol (CT8, spec/control.md), and a page's own.
import type { TaskAttempt } from "../tasks/standing.js";

export type MeshErrorKind =
  | "bad-request"
  | "not-ready"
  | "not-found"
  | "wrong-type"
  | "not-allowed"
  | "no-quorum"
  | "not-durable"
  | "storage"
  | "too-much"
  | "outdated"
  | "invite" // It is none, or leads nowhere any more.
  | "task-failed"
  | "task-cancelled"
  | "task-too-late"
  | "no-engine" // This page can run no units.
  | "closed";

export class MeshError extends Error {
  override readonly name = "MeshError";
  constructor(
    readonly kind: MeshErrorKind,
    /** What is the matter. */
    readonly why: string,
    /** What can be done. */
    readonly remedy: string,
    /** Of a task that has ended without a result: how it was tried, the last one at the end. */
    readonly attempts: readonly TaskAttempt[] = [],
  ) {
    super(`${why}. ${remedy}`);
  }
}

export const isKind = (failure: unknown, kind: MeshErrorKind): boolean =>
  failure instanceof Error && failure.name === "MeshError" && (failure as MeshError).kind === kind;

export const closedError = (): MeshError =>
  new MeshError("closed", "The mesh was closed here", "Join again with join().");
