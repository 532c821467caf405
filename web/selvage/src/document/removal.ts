// What is too large to be taken away in one transaction goes in many, from the end and from the
// innermost out. Each is a change of its own, and can be undone by itself.
import { ByteReader } from "./byte_reader.js";
import type { DocumentHandle, Place } from "./handle.js";
import { rootPlace } from "./handle.js";
import type { Step } from "./schema.js";
import type { Transaction } from "./transaction.js";
import { readLeaf, writeLeaf, type NodeKind } from "./values.js";

/** Values that are taken away in one transaction; no more than the module allows. */
const valuesAtOnce = 150;
const charactersAtOnce = 10_000;

/** Makes one transaction of what the function records. */
export type Transact = (edit: (transaction: Transaction) => void) => void;

/** One transaction after the other, until there is nothing at the path. */
export function* takeAway(
  handle: DocumentHandle,
  transact: Transact,
  path: readonly Step[],
): Generator<undefined, undefined> {
  const above = path.slice(0, -1);
  const step = path.at(-1) as Step;
  const place = find(handle, above);
  if (place === undefined) return undefined;
  const found = handle.leafUnder(place, step);
  if (found === undefined) return undefined;
  if (handle.weightUnder(place, step, valuesAtOnce) > valuesAtOnce) {
    const kind = (found as { nodeKind: NodeKind }).nodeKind;
    yield* takeOut(handle, transact, path, kind);
  }
  transact((transaction) => {
    if (typeof step === "string") transaction.record("remove", path, () => {});
    else
      transaction.record("erase_items", above, (writer) => {
        writer.varint(step);
        writer.varint(1);
      });
  });
  return yield undefined;
}

/** The node at the path, whatever kinds there are on the way. */
function find(handle: DocumentHandle, path: readonly Step[]): Place | undefined {
  let place: Place | undefined = rootPlace;
  for (const step of path) {
    const found = place === undefined ? undefined : handle.leafUnder(place, step);
    if (typeof found !== "object" || found === null || !("nodeKind" in found)) return undefined;
    place = handle.placeUnder(place as Place, step, found.nodeKind);
  }
  return place;
}

function takeOut(
  handle: DocumentHandle,
  transact: Transact,
  path: readonly Step[],
  kind: NodeKind,
): Generator<undefined, undefined> {
  switch (kind) {
    case "text":
      return takeOutText(handle, transact, path);
    case "set":
      return takeOutMembers(handle, transact, path);
    default:
      return takeOutSteps(handle, transact, path, kind);
  }
}

/** Of a map or list. */
function* takeOutSteps(
  handle: DocumentHandle,
  transact: Transact,
  path: readonly Step[],
  kind: NodeKind,
): Generator<undefined, undefined> {
  for (;;) {
    const place = find(handle, path);
    if (place === undefined) return undefined;
    const size = handle.size(place);
    if (size === 0) return undefined;
    const steps: Step[] =
      kind === "list"
        ? Array.from({ length: Math.min(size, valuesAtOnce) }, (_, index) => size - 1 - index)
        : handle.keys(place, undefined);
    const together: Step[] = [];
    let weight = 0;
    for (const step of steps) {
      const more = handle.weightUnder(place, step, valuesAtOnce);
      if (weight + more > valuesAtOnce) break;
      weight += more;
      together.push(step);
    }
    if (together.length === 0) {
      yield* takeAway(handle, transact, [...path, steps[0] as Step]);
      continue;
    }
    transact((transaction) => {
      if (kind === "list")
        transaction.record("erase_items", path, (writer) => {
          writer.varint(size - together.length);
          writer.varint(together.length);
        });
      else for (const key of together) transaction.record("remove", [...path, key], () => {});
    });
    yield undefined;
  }
}

function* takeOutText(
  handle: DocumentHandle,
  transact: Transact,
  path: readonly Step[],
): Generator<undefined, undefined> {
  for (let atOnce = charactersAtOnce; ;) {
    const place = find(handle, path);
    const size = place === undefined ? 0 : handle.size(place);
    if (place === undefined || size === 0) return undefined;
    let begin = Math.max(0, size - atOnce);
    let runs = handle.runs(place, begin, size);
    if (runs < 0) runs = handle.runs(place, --begin, size); // It was within a character.
    if (runs > valuesAtOnce && size - begin > 2) {
      atOnce = Math.floor(atOnce / 2);
      continue;
    }
    atOnce = charactersAtOnce;
    transact((transaction) =>
      transaction.record("erase_text", path, (writer) => {
        writer.varint(begin);
        writer.varint(size - begin);
      }),
    );
    yield undefined;
  }
}

function* takeOutMembers(
  handle: DocumentHandle,
  transact: Transact,
  path: readonly Step[],
): Generator<undefined, undefined> {
  for (;;) {
    const place = find(handle, path);
    const bytes = place === undefined ? new Uint8Array() : handle.members(place, undefined).slice();
    if (bytes.length === 0) return undefined;
    const reader = new ByteReader(bytes);
    transact((transaction) => {
      for (let left = valuesAtOnce; left > 0 && !reader.atEnd; --left) {
        const leaf = readLeaf(reader);
        transaction.record("remove_member", path, (writer) => writeLeaf(writer, leaf));
      }
    });
    yield undefined;
  }
}
