// Awareness over meshes that are made up: who is shown, how often that is told, and what is forgotten.
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import * as Y from "yjs";
import { FakeHub, FakeNode } from "../../testing/fake_hub.js";
import { MeshError } from "../mesh/errors.js";
import { noteSizeMax, sayPause } from "./page_note.js";
import { MeshProvider } from "./provider.js";

// lib0 takes the clock away before a test can make it a fake one.
vi.hoisted(() => {
  const real = Date.now;
  const Before = Date;
  Date.now = () => (Date === Before ? real() : Date.now());
});

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

const topic = "yjs notes";
const minute = 60_000;

function open(node: FakeNode, name?: string): MeshProvider {
  const provider = new MeshProvider(node, "notes", new Y.Doc());
  if (name !== undefined) provider.awareness.setLocalStateField("name", name);
  return provider;
}
const names = ({ awareness }: MeshProvider): unknown[] => [...awareness.getStates().values()].map(({ name }) => name as unknown).sort();
/** What the node said last. */
const said = (hub: FakeHub, author: string): unknown => hub.noted.findLast((note) => note.author === author)?.value;

async function everywhere(hub: FakeHub, millis = sayPause): Promise<void> {
  await vi.advanceTimersByTimeAsync(millis);
  hub.deliverAll();
  await vi.advanceTimersByTimeAsync(0);
}

test("[YP8] everybody sees who is there, and what changed; a state that is taken away goes", async () => {
  const hub = new FakeHub();
  const [ann, ben] = [open(hub.node("ann"), "Ann"), open(hub.node("ben"), "Ben")];
  await everywhere(hub);
  expect([names(ann), names(ben)]).toEqual([["Ann", "Ben"], ["Ann", "Ben"]]);
  const origins: unknown[] = [];
  ben.awareness.on("change", (_: unknown, origin: unknown) => void origins.push(origin));
  ann.awareness.setLocalStateField("name", "Anna");
  await everywhere(hub);
  expect(names(ben)).toEqual(["Anna", "Ben"]);
  expect(origins).toEqual([ben]);
  ann.awareness.setLocalState(null);
  await everywhere(hub);
  expect(names(ben)).toEqual(["Ben"]);
  expect(said(hub, "ann")).toBeUndefined();
  expect(hub.noted.every((note) => note.topic === topic)).toBe(true);
  expect(hub.writes).toEqual([]);
});

test("[YP8] a cursor that moves all the time is told ten times in a second, and at last as it is", async () => {
  const hub = new FakeHub();
  const [ann, ben] = [open(hub.node("ann"), "Ann"), open(hub.node("ben"), "Ben")];
  await everywhere(hub);
  await vi.advanceTimersByTimeAsync(sayPause);
  const count = hub.noted.length;
  for (let at = 1; at <= 500; at++) {
    ann.awareness.setLocalStateField("name", `Ann ${at}`);
    await vi.advanceTimersByTimeAsync(2);
  }
  await everywhere(hub);
  expect(hub.noted.length - count).toBeGreaterThan(5);
  expect(hub.noted.length - count).toBeLessThanOrEqual(11);
  expect(names(ben)).toEqual(["Ann 500", "Ben"]);
});

test("[YP8] who disconnects is taken out, and comes back with the same state when it is connected", async () => {
  const hub = new FakeHub();
  const [ann, ben] = [open(hub.node("ann"), "Ann"), open(hub.node("ben"), "Ben")];
  await everywhere(hub);
  await ann.disconnect();
  await everywhere(hub);
  expect([names(ann), names(ben)]).toEqual([["Ann"], ["Ben"]]);
  ann.connect();
  await everywhere(hub);
  expect([names(ann), names(ben)]).toEqual([["Ann", "Ben"], ["Ann", "Ben"]]);
  await ann.destroy();
  await everywhere(hub);
  expect(names(ben)).toEqual(["Ben"]);
});

test("[YP8] who goes without a word is forgotten with its note, and comes back with it as it was", async () => {
  const hub = new FakeHub();
  const [ann, ben] = [open(hub.node("ann"), "Ann"), open(hub.node("ben"), "Ben")];
  await everywhere(hub);
  ben.awareness.setLocalStateField("name", "Benno");
  hub.nodes[0]!.isCutOff = true;
  hub.nodes[1]!.forget(hub.nodes[0]!);
  expect(names(ben)).toEqual(["Benno"]);
  const changes: unknown[] = [];
  ben.awareness.on("change", ({ added }: { added: number[] }) => changes.push(...added));
  hub.nodes[0]!.isCutOff = false;
  await everywhere(hub);
  expect(names(ben)).toEqual(["Ann", "Benno"]);
  expect(changes).toEqual([ann.doc.clientID]);
  hub.nodes[1]!.forget(hub.nodes[1]!); // It is in another mesh now, where nothing was said yet.
  expect(names(ben)).toEqual(["Ann", "Benno"]);
});

test("[YP8] who is there stays, however late it is renewed", async () => {
  const hub = new FakeHub();
  const [ann, ben] = [open(hub.node("ann"), "Ann"), open(hub.node("ben"), "Ben")];
  await everywhere(hub);
  hub.nodes[0]!.isCutOff = true; // A tab that is hidden.
  await everywhere(hub, 2 * minute);
  expect(names(ben)).toEqual(["Ann", "Ben"]);
  hub.nodes[0]!.isCutOff = false;
  await everywhere(hub);
  hub.nodes[0]!.isCutOff = true;
  await everywhere(hub, 2 * minute);
  expect(names(ben)).toEqual(["Ann", "Ben"]);
  await Promise.all([ann.destroy(), ben.destroy()]);
  expect([vi.getTimerCount(), ...hub.nodes.map(({ watchCount }) => watchCount)]).toEqual([0, 0, 0]);
});

test("[YP8] it is told when the mesh is known, as it is then, and again when it could not be told", async () => {
  const hub = new FakeHub();
  const node = hub.node("ann");
  node.isReady = false;
  const failures: unknown[] = [];
  const ann = open(node, "Early");
  ann.on("failure", (failure) => failures.push(failure));
  await everywhere(hub);
  ann.awareness.setLocalStateField("name", "Ann");
  await open(node, "Too early").destroy();
  await everywhere(hub);
  expect(hub.noted).toEqual([]);
  node.giveUpWaiting();
  await everywhere(hub);
  expect(failures).toEqual([]);
  node.refuses = new MeshError("too-much", "It speaks of 64 topics already", "Wait.");
  node.isReady = true;
  await everywhere(hub);
  expect([failures, hub.noted]).toEqual([[node.refuses], []]);
  node.refuses = undefined;
  await everywhere(hub, minute / 2);
  const ben = open(hub.node("ben"), "Ben");
  await everywhere(hub);
  expect(names(ben)).toEqual(["Ann", "Ben"]);
});

test("[YP8] [YP10] what is no state is told as a failure, and changes nothing", async () => {
  const hub = new FakeHub();
  const ben = open(hub.node("ben"), "Ben");
  const failures: unknown[] = [];
  ben.on("failure", (failure) => failures.push(failure));
  const liar = hub.node("liar");
  for (const value of [{ "17": "nothing", "18": 5 }, "no", 5, null, [["a"]]]) {
    await liar.note(topic, value);
    await everywhere(hub);
    expect(names(ben)).toEqual(["Ben"]);
  }
  expect(failures.length).toBeGreaterThanOrEqual(2);
});

test("[YP12] providers of one page share a note: each sees the others, and who goes takes only its own state along", async () => {
  const hub = new FakeHub();
  const node = hub.node("ann");
  const [one, two] = [open(node, "One"), open(node, "Two")];
  const twin = new MeshProvider(node, "notes", one.doc, { awareness: one.awareness });
  const other = new MeshProvider(node, "other", new Y.Doc());
  other.awareness.setLocalStateField("name", "Elsewhere");
  const ben = open(hub.node("ben"), "Ben");
  await everywhere(hub);
  await everywhere(hub);
  for (const provider of [one, two, ben]) expect(names(provider)).toEqual(["Ben", "One", "Two"]);
  const count = hub.noted.length;
  for (let at = 0; at < 500; at++) {
    one.awareness.setLocalStateField("name", `One ${at}`);
    two.awareness.setLocalStateField("name", `Two ${at}`);
    await vi.advanceTimersByTimeAsync(2);
  }
  await everywhere(hub);
  expect(hub.noted.length - count).toBeLessThanOrEqual(11);
  expect(names(ben)).toEqual(["Ben", "One 499", "Two 499"]);
  await twin.destroy();
  await everywhere(hub);
  expect(names(ben)).toEqual(["Ben", "One 499", "Two 499"]);
  let isGone = false;
  void two.destroy().then(() => (isGone = true));
  await vi.advanceTimersByTimeAsync(0);
  expect(isGone).toBe(true); // At once, and not behind the pause.
  await everywhere(hub);
  expect(names(ben)).toEqual(["Ben", "One 499"]);
  await one.disconnect();
  one.connect();
  await everywhere(hub);
  expect(names(ben)).toEqual(["Ben", "One 499"]);
  await Promise.all([one.destroy(), other.destroy(), ben.destroy()]);
  expect([said(hub, "ann"), vi.getTimerCount()]).toEqual([undefined, 0]);
});

test("[YP13] what is too large for a note is told once, others see what was said before, and it is said when it fits", async () => {
  const hub = new FakeHub();
  const node = hub.node("ann");
  const [one, two] = [open(node, "One"), open(node, "Two")];
  const ben = open(hub.node("ben"), "Ben");
  const failures: [string, unknown][] = [];
  one.on("failure", (failure) => failures.push(["one", failure]));
  two.on("failure", (failure) => failures.push(["two", failure]));
  await everywhere(hub);
  one.awareness.setLocalStateField("drawing", "x".repeat(noteSizeMax / 2));
  await everywhere(hub);
  expect(failures).toEqual([]);
  for (const name of ["Second", "Third"]) {
    two.awareness.setLocalState({ name, drawing: "y".repeat(noteSizeMax / 2) });
    await everywhere(hub);
  }
  expect(names(ben)).toEqual(["Ben", "One", "Two"]);
  expect(failures).toMatchObject([["two", { name: "MeshError", kind: "too-much" }]]);
  expect(String(failures[0]![1])).toMatch(/at most 4096.*put the rest into the Y.Doc/);
  one.awareness.setLocalStateField("drawing", "");
  await everywhere(hub);
  expect(names(ben)).toEqual(["Ben", "One", "Third"]);
  one.awareness.setLocalStateField("drawing", "x".repeat(noteSizeMax / 2));
  two.awareness.setLocalStateField("drawing", ""); // It makes room for the other at once.
  await everywhere(hub);
  expect(ben.awareness.getStates().get(one.doc.clientID)?.drawing).toHaveLength(noteSizeMax / 2);
  one.awareness.setLocalStateField("drawing", "");
  two.awareness.setLocalStateField("drawing", "y".repeat(noteSizeMax / 2));
  await everywhere(hub);
  expect(failures).toHaveLength(1);
  one.awareness.setLocalStateField("drawing", "x".repeat(noteSizeMax / 2));
  await everywhere(hub);
  await two.destroy(); // There is room again.
  await everywhere(hub);
  expect(ben.awareness.getStates().get(one.doc.clientID)?.drawing).toHaveLength(noteSizeMax / 2);
  expect(failures.map(([who]) => who)).toEqual(["two", "one"]);
});
