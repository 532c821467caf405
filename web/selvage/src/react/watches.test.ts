// What components share of a document's watches, over a wire whose other end is the test.
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { FakeWire } from "../../testing/fake_mesh.js";
import { documentOf, readAt, subscribeTo } from "./watches.js";

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

const ids = (wire: FakeWire): number[] => wire.watched().map(({ id }) => id);

test("[RE5] a document is the same object by its name, and a place has one watch however many look", () => {
  const wire = new FakeWire();
  const game = documentOf(wire, "game");
  expect(documentOf(wire, "game")).toBe(game);
  expect(documentOf(wire, "other")).not.toBe(game);
  const heard: unknown[] = [];
  subscribeTo(game, "score", () => heard.push(readAt(game, "score")));
  subscribeTo(documentOf(wire, "game"), "score", () => heard.push(readAt(game, "score")));
  expect(wire.watched()).toMatchObject([{ do: "watch", document: "game", path: "score" }]);
  expect(readAt(game, "score")).toBeUndefined();
  wire.tell(wire.watched()[0]!.id, { points: 3 });
  expect(heard).toEqual([{ value: { points: 3 } }, { value: { points: 3 } }]);
  expect(heard[0]).toBe(heard[1]);
  expect(readAt(game, "score")).toBe(heard[0]);
});

test("[RE5] a watch ends a moment after the last who looked, and not if somebody looks again", () => {
  const wire = new FakeWire();
  const game = documentOf(wire, "game");
  const first = subscribeTo(game, "score", () => {});
  const [id] = ids(wire);
  wire.tell(id!, 1);
  first();
  const second = subscribeTo(game, "score", () => {});
  vi.runAllTimers();
  expect(ids(wire)).toEqual([id]);
  expect(readAt(game, "score")).toEqual({ value: 1 });
  second();
  second();
  vi.runAllTimers();
  expect(ids(wire)).toEqual([]);
  expect(readAt(game, "score")).toBeUndefined();
  subscribeTo(game, "score", () => {});
  expect(ids(wire)).toHaveLength(1);
});

test("[RE7] what cannot be watched is a failure to be thrown; a mesh that was closed leaves what was seen", () => {
  const wire = new FakeWire();
  const game = documentOf(wire, "game");
  subscribeTo(game, "a[", () => {});
  wire.refuse(wire.watched()[0]!.id, "bad-request");
  expect(readAt(game, "a[")).toMatchObject({ failure: { name: "MeshError", kind: "bad-request" } });
  subscribeTo(game, "score", () => {});
  wire.tell(wire.watched().at(-1)!.id, 1);
  wire.close();
  expect(readAt(game, "score")).toEqual({ value: 1 });
});
