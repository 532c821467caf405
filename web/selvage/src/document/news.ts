// What is different after a change, as core/crdt/boundary/news.h writes it.
import { ByteReader } from "./byte_reader.js";
import type { Step } from "./schema.js";
import type { Splice } from "./text_delta.js";
import { nodeKinds, readLeaf, type Leaf, type NodeKind } from "./values.js";

/** One place where something else is now. */
export type DocumentEvent = {
  readonly path: readonly Step[];
} & (
  | { readonly kind: "slot"; readonly now: "nothing" | "value" | NodeKind }
  /** Counted in items. */
  | { readonly kind: "list"; readonly splices: readonly Splice[] }
  /** Counted in characters, not in UTF-16 units; `inserted` is that of all splices. */
  | { readonly kind: "text"; readonly splices: readonly Splice[]; readonly inserted: string }
  | { readonly kind: "counter"; readonly value: number | bigint }
  | { readonly kind: "set"; readonly added: readonly Leaf[]; readonly removed: readonly Leaf[] }
);

export interface News {
  readonly subscriptions: readonly number[];
  /** Of places that are seen, by path. */
  readonly events: readonly DocumentEvent[];
}

const times = <T>(count: number, read: () => T): T[] => Array.from({ length: count }, read);

function readPath(reader: ByteReader): Step[] {
  return times(reader.varint(), () => {
    const head = reader.varint();
    return head % 2 === 1 ? (head - 1) / 2 : reader.text(head / 2);
  });
}

function readSplices(reader: ByteReader): Splice[] {
  return times(reader.varint(), () => ({
    retain: reader.varint(),
    removed: reader.varint(),
    inserted: reader.varint(),
  }));
}

function readWhat(reader: ByteReader, kind: number, path: readonly Step[]): DocumentEvent {
  switch (kind) {
    case 0: {
      const now = reader.varint();
      const seen = now === 0 ? "nothing" : now === 1 ? "value" : (nodeKinds[now - 2] as NodeKind);
      return { path, kind: "slot", now: seen };
    }
    case 1:
      return { path, kind: "list", splices: readSplices(reader) };
    case 2:
      return { path, kind: "text", splices: readSplices(reader), inserted: reader.text() };
    case 3:
      return { path, kind: "counter", value: reader.zigzag() };
    default: {
      const leaves = (): Leaf[] => times(reader.varint(), () => readLeaf(reader));
      return { path, kind: "set", added: leaves(), removed: leaves() };
    }
  }
}

export function readNews(bytes: Uint8Array): News[] {
  const reader = new ByteReader(bytes);
  const all: News[] = [];
  while (!reader.atEnd) {
    const subscriptions = times(reader.varint(), () => reader.varint());
    const events: DocumentEvent[] = [];
    for (let left = reader.varint(); left > 0; --left) {
      const head = reader.varint();
      const event = readWhat(reader, Math.floor(head / 2), readPath(reader));
      if (head % 2 === 1) events.push(event);
    }
    all.push({ subscriptions, events });
  }
  return all;
}
