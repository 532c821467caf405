// Failures on their way from a Worker to its page: what a page can tell one by is the same on both sides.
import type { CoreError } from "../errors.js";
import type { MeshError, MeshErrorKind } from "../mesh/errors.js";
import type { NetError, NetErrorKind } from "../net/errors.js";

/** The classes of the script that the page has: it tells a failure by them. */
export interface Failures {
  readonly CoreError: typeof CoreError;
  readonly MeshError: typeof MeshError;
  readonly NetError: typeof NetError;
}

/** What is cloned of an error by itself has lost its kind. */
export interface PackedFailure {
  readonly name: string;
  readonly message: string;
  readonly kind?: string;
  readonly why?: string;
  readonly remedy?: string;
}

export function packed(failure: unknown): PackedFailure {
  if (!(failure instanceof Error)) return { name: "Error", message: String(failure) };
  const { name, message, kind, why, remedy } = failure as Error & Partial<PackedFailure>;
  return {
    name,
    message,
    ...(kind === undefined ? {} : { kind }),
    ...(why === undefined ? {} : { why }),
    ...(remedy === undefined ? {} : { remedy }),
  };
}

export function unpacked(
  { name, message, kind, why, remedy }: PackedFailure,
  { CoreError, MeshError, NetError }: Failures,
): Error {
  if (name === "MeshError") return new MeshError(kind as MeshErrorKind, why ?? "", remedy ?? "");
  if (name === "NetError") return new NetError(kind as NetErrorKind, message);
  if (name === "CoreError") return new CoreError(message);
  const failure = new Error(message);
  failure.name = name;
  return failure;
}
