// What a mesh could not do, and is nobody's defect. The kinds are those of the control protocol (CT8, spec/control.md).

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
  | "closed";

export class MeshError extends Error {
  override readonly name = "MeshError";
  constructor(
    readonly kind: MeshErrorKind,
    /** What is the matter. */
    readonly why: string,
    /** What can be done. */
    readonly remedy: string,
  ) {
    super(`${why}. ${remedy}`);
  }
}

export const isKind = (failure: unknown, kind: MeshErrorKind): boolean =>
  failure instanceof Error && failure.name === "MeshError" && (failure as MeshError).kind === kind;

export const closedError = (): MeshError =>
  new MeshError("closed", "The mesh was closed here", "Join again with join().");
