// What can go wrong with a document, each with a name for programs, and for people what happened and
// what would help.

/** The core's own names, in the order of core/base/error.h. */
export const coreErrors = [
  "truncated",
  "too_large",
  "trailing_bytes",
  "not_canonical",
  "malformed",
  "too_deep",
  "bad_digit",
  "base_unknown",
  "protocol_unknown",
  "value_missing",
  "hash_unknown",
  "hash_size_wrong",
  "key_type_unknown",
  "key_size_wrong",
  "key_mismatch",
  "signature_wrong",
  "tag_wrong",
  "point_weak",
  "type_wrong",
  "format_unknown",
  "author_unknown",
] as const;

export type CoreErrorName = (typeof coreErrors)[number];

export type DocumentErrorCode =
  | CoreErrorName
  | "schema_wrong"
  | "not_editing"
  | "position_moved"
  | "changed_meanwhile"
  | "closed"
  | "asynchronous";

export interface DocumentErrorOptions {
  readonly what: string;
  readonly remedy: string;
  readonly cause?: unknown;
}

/** Something that a document cannot do. It is as it was before. */
export class DocumentError extends Error {
  override readonly name = "DocumentError";
  readonly code: DocumentErrorCode;
  readonly remedy: string;

  constructor(code: DocumentErrorCode, { what, remedy, cause }: DocumentErrorOptions) {
    super(`${what} ${remedy}`, cause === undefined ? undefined : { cause });
    this.code = code;
    this.remedy = remedy;
  }
}

/** The name of a code that a call of the module gave: below 0, an error's number less 1. */
export function errorName(code: number): CoreErrorName {
  return coreErrors[-1 - code] ?? "malformed";
}

const explanations: Partial<Record<CoreErrorName, Omit<DocumentErrorOptions, "cause">>> = {
  too_large: {
    what: "A position is behind the end, or it takes away more than a transaction may.",
    remedy: "Look at length first; await document.remove() for what is large.",
  },
  type_wrong: {
    what: "Something of another kind is there.",
    remedy: "Somebody put it there with another schema: remove it first, or use another name.",
  },
  value_missing: {
    what: "Nothing is there.",
    remedy: "Look at length, or ask has(), first.",
  },
  malformed: {
    what: "A position is in the middle of a character, or a text is no text.",
    remedy: "Positions count UTF-16 units, as JavaScript does: do not cut an emoji in two.",
  },
  too_deep: {
    what: "Values are nested deeper than 62 levels.",
    remedy: "Keep what is inside elsewhere, under a name of its own.",
  },
};

/** @internal Of an edit that the core refused. */
export function refusedEdit(code: number, command: string): DocumentError {
  const name = errorName(code);
  const explanation = explanations[name];
  return new DocumentError(name, {
    what: `${command} failed, and the whole transaction was taken back: ${
      explanation?.what ?? name
    }`,
    remedy: explanation?.remedy ?? "Please report it.",
  });
}

/** @internal Of a map's field, whose path is `where`. */
export function noSuchField({ fields }: { readonly fields: object }, where: string): DocumentError {
  return new DocumentError("type_wrong", {
    what: `The schema has no ${where}.`,
    remedy: `It has: ${Object.keys(fields).join(", ")}.`,
  });
}
