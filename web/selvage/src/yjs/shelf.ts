// One half of what a mesh's document holds of a Y.Doc: a map of updates, each under an id that is used once.
//
//   recent.<id> = "…"                                               a small update, as base64
//   merged.<id> = { pieces: { "0": "…", … }, count: 1, holds: "…" }  a large one, and what became of several
//
// An update is there when it has as many pieces as its count says: the count is written last. `holds` are the ids whose updates
// are in this one.
import type { Json } from "../mesh/document.js";
import { toBytes, toText, type SharedDocument } from "./shared_mesh.js";

export type ShelfName = "recent" | "merged";

export interface Entry {
  readonly shelf: ShelfName;
  readonly id: string;
  readonly update: Uint8Array;
  readonly holds: readonly string[];
}

/** A request to a mesh has a limit of 4 MiB; no piece comes near it. */
export const pieceSizeMax = 1 << 20;

export class Shelf {
  readonly name: ShelfName;
  readonly entries = new Map<string, Entry>();
  /** What nobody can read. It stays, for there may be those who can. */
  readonly unreadable = new Set<string>();
  /** Whether it is known what is on it. */
  isKnown = false;

  constructor(name: ShelfName) {
    this.name = name;
  }

  get size(): number {
    let size = 0;
    for (const { update } of this.entries.values()) size += update.length;
    return size;
  }

  /** What came and what went, now that this is what the document has. */
  take(value: Json): { added: Entry[]; gone: string[]; failures: unknown[] } {
    this.isKnown = true;
    const told = isMap(value) ? value : {};
    const gone = [...this.entries.keys()].filter((id) => !Object.hasOwn(told, id));
    for (const id of gone) this.entries.delete(id);
    const added: Entry[] = [];
    const failures: unknown[] = [];
    for (const [id, what] of Object.entries(told)) {
      if (this.entries.has(id) || this.unreadable.has(id)) continue;
      try {
        const entry = entryOf(this.name, id, what);
        if (!entry) continue;
        this.entries.set(id, entry);
        added.push(entry);
      } catch (failure) {
        this.unreadable.add(id);
        failures.push(failure);
      }
    }
    return { added, gone, failures };
  }

  /** Its update is no update. */
  refuse(id: string): void {
    this.entries.delete(id);
    this.unreadable.add(id);
  }
}

/** Writes an entry; it is there for others when this has resolved, or a little before. */
export async function putEntry(document: SharedDocument, { shelf, id, update, holds }: Entry): Promise<void> {
  const text = toText(update);
  if (shelf === "recent" && text.length <= pieceSizeMax) return void (await document.set([shelf, id], text));
  const pieces: string[] = [];
  for (let at = 0; at < text.length; at += pieceSizeMax) pieces.push(text.slice(at, at + pieceSizeMax));
  if (pieces.length === 1) {
    await document.set([shelf, id], { pieces: { 0: text }, count: 1, holds: holds.join(" ") });
    return;
  }
  for (const [index, piece] of pieces.entries()) await document.set([shelf, id, "pieces", String(index)], piece);
  await document.set([shelf, id, "holds"], holds.join(" "));
  await document.set([shelf, id, "count"], pieces.length);
}

/** Nothing while pieces are on their way. */
function entryOf(shelf: ShelfName, id: string, what: Json): Entry | undefined {
  if (typeof what === "string") return { shelf, id, update: toBytes(what), holds: [] };
  if (!isMap(what)) throw new Error(`What is at ${shelf}.${id} is no update.`);
  const { pieces, count, holds } = what;
  if (typeof count !== "number" || !isMap(pieces ?? null)) return undefined;
  const texts = Array.from({ length: Math.min(count, Object.keys(pieces as object).length) }, (_, index) => {
    return (pieces as Record<string, Json>)[index];
  });
  if (texts.length < count || !texts.every((text) => typeof text === "string")) return undefined;
  return { shelf, id, update: toBytes(texts.join("")), holds: typeof holds === "string" ? holds.split(" ") : [] };
}

const isMap = (value: Json): value is { readonly [key: string]: Json } =>
  typeof value === "object" && value !== null && !Array.isArray(value);
