// Who did what to a document, as core/crdt/boundary/history_list.h writes it.
import { ByteReader } from "./byte_reader.js";
import { Version } from "./version.js";

const authorSize = 8;

export interface HistoryEntry {
  /** As Document.author. */
  readonly author: string;
  /** What the author's clock said. */
  readonly time: Date;
  /** How much was done: characters, items, values. */
  readonly events: number;
  /** The document as its author saw it after the change: for asOf(). */
  readonly version: Version;
}

/** An author's number, as everybody shows it. */
export const authorName = (number: bigint): string =>
  number.toString(16).padStart(2 * authorSize, "0");

const entriesAtOnce = 50;

/** Reads some more of them, behind those that were read; true when there are none left. */
export function readSomeHistory(
  reader: ByteReader,
  bytes: Uint8Array,
  entries: HistoryEntry[],
): boolean {
  for (let left = entriesAtOnce; left > 0 && !reader.atEnd; --left) {
    const author = authorName(reader.u64());
    const time = new Date(Number(BigInt.asIntN(64, reader.u64())));
    const events = reader.varint();
    const begin = reader.position;
    // A version: a count, and for each author its number and a counter.
    for (let left = reader.varint(); left > 0; --left) {
      reader.u64();
      reader.varint();
    }
    const version = Version.from(bytes.subarray(begin, reader.position));
    entries.push({ author, time, events, version });
  }
  return reader.atEnd;
}
