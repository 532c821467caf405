// What components share of a topic's notes, over a wire whose other end is the test.
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { FakeWire } from "../../testing/fake_mesh.js";
import { heardOf, listenTo, say } from "./notes.js";

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

const said = (wire: FakeWire): unknown[] => wire.asked.filter((one) => one.do === "note").map(({ topic, value }) => [topic, value]);

test("[RE9] a topic has one watch however many look, which ends a moment after the last", () => {
  const wire = new FakeWire();
  const heard: unknown[] = [];
  const ends = [1, 2].map(() => listenTo(wire, "typing", () => heard.push(heardOf(wire, "typing"))));
  expect(wire.watched()).toMatchObject([{ do: "notes", topic: "typing" }]);
  expect(heardOf(wire, "typing")).toBeUndefined();
  wire.tell(wire.watched()[0]!.id, { ann: true });
  expect(heard).toEqual([{ notes: { ann: true } }, { notes: { ann: true } }]);
  expect(heard[0]).toBe(heard[1]);
  for (const end of ends) end();
  const end = listenTo(wire, "typing", () => {});
  vi.runAllTimers();
  expect(heardOf(wire, "typing")).toBe(heard[0]);
  end();
  vi.runAllTimers();
  expect([wire.watched(), heardOf(wire, "typing"), said(wire)]).toEqual([[], undefined, []]);
});

test("[RE10] what was said is taken out a moment after the last who looks, and not if somebody looks again", () => {
  const wire = new FakeWire();
  const ends = [1, 2].map(() => listenTo(wire, "typing", () => {}));
  void say(wire, "typing", { at: 3 });
  vi.runAllTimers();
  for (const end of ends) end();
  const again = listenTo(wire, "typing", () => {}); // As StrictMode does it.
  vi.runAllTimers();
  expect(said(wire)).toEqual([["typing", { at: 3 }]]);
  again();
  vi.runAllTimers();
  expect(said(wire)).toEqual([["typing", { at: 3 }], ["typing", null]]);
  expect(wire.watched()).toEqual([]);
  void say(wire, "typing", "too late");
  vi.runAllTimers();
  expect(said(wire).slice(2)).toEqual([["typing", "too late"], ["typing", null]]);
  expect(wire.watched()).toEqual([]);
});

test("[RE9] [RE10] what cannot be known is a failure to be thrown, what cannot be said is told to who says it", async () => {
  const wire = new FakeWire();
  listenTo(wire, "", () => {});
  wire.refuse(wire.watched()[0]!.id, "bad-request");
  expect(heardOf(wire, "")).toMatchObject({ failure: { name: "MeshError", kind: "bad-request" } });
  const end = listenTo(wire, "typing", () => {});
  wire.tell(wire.watched().at(-1)!.id, {});
  const saying = say(wire, "typing", "long");
  wire.refuse(wire.asked.at(-1)!.id, "bad-request");
  await expect(saying).rejects.toMatchObject({ kind: "bad-request" });
  wire.close();
  expect(heardOf(wire, "typing")).toEqual({ notes: {} });
  end();
  await vi.runAllTimersAsync();
});
