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
  "digest_wrong",
  "checksum_wrong",
  "backlog_full",
  "storage_full",
  "storage_failed",
  "author_unknown",
  "author_quarantined",
  "author_revoked",
  "past_unknown",
  "document_mismatch",
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
  override readonly name: string = "DocumentError";
  readonly code: DocumentErrorCode;
  readonly remedy: string;

  constructor(code: DocumentErrorCode, { what, remedy, cause }: DocumentErrorOptions) {
    super(`${what} ${remedy}`, cause === undefined ? undefined : { cause });
    this.code = code;
    this.remedy = remedy;
  }
}

/**
 * Who writes here cannot write: neither transactions nor undo and redo. What others write still
 * comes. The code says why.
 */
export class CannotWriteError extends DocumentError {
  override readonly name = "CannotWriteError";
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

const obstacles: Partial<Record<CoreErrorName, DocumentErrorOptions>> = {
  author_quarantined: {
    what:
      "This author cannot write here any more: it told two tales. Its seed was used in two copies " +
      "at once, or it went on from an old one and did not have its own later changes.",
    remedy:
      "Go on from a copy that somebody else saved, with another seed or none, and write there " +
      "again what is only here.",
  },
  author_revoked: {
    what: "This author cannot write here any more: it was revoked, or its role has ended.",
    remedy: "Ask an Authority for a role; what was written before then counts again.",
  },
  value_missing: {
    what:
      "This author cannot write here yet: it wrote more than this copy has, and would contradict " +
      "itself.",
    remedy: "Apply those changes: whoever has taken them can give them, by changesSince().",
  },
  too_large: {
    what: "This author cannot write here: a document has no more than 65,535 authors.",
    remedy: "Use the seed of one who has written already, or import its JSON as a new document.",
  },
};

/** @internal Throws if the author cannot write, by the code of the module's answer. */
export function requireCanWrite(code: number): void {
  if (code >= 0) return;
  const name = errorName(code);
  const { what, remedy } = obstacles[name] ?? { what: name, remedy: "Please report it." };
  throw new CannotWriteError(name, { what, remedy });
}

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
