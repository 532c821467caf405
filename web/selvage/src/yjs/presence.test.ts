// Awareness over meshes that are made up: who is shown, how often that is written, and what is forgotten.
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { removeAwarenessStates } from "y-protocols/awareness";
import * as Y from "yjs";
import { FakeHub, FakeNode } from "../../testing/fake_hub.js";
import { presencePause, sweepPause } from "./presence.js";
import { MeshProvider } from "./provider.js";

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

const document = "notes/awareness";
const minute = 60_000;

function open(node: FakeNode, name?: string): MeshProvider {
  const provider = new MeshProvider(node, "notes", new Y.Doc());
  if (name !== undefined) provider.awareness.setLocalStateField("name", name);
  return provider;
}
const names = ({ awareness }: MeshProvider): unknown[] => [...awareness.getStates().values()].map(({ name }) => name as unknown).sort();
const written = (node: FakeNode): number => Object.keys((node.at(document, "peers") as object | undefined) ?? {}).length;

async function everywhere(hub: FakeHub, millis = presencePause): Promise<void> {
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
  expect(written(hub.nodes[1]!)).toBe(1);
});

test("[YP8] a cursor that moves all the time is written ten times in a second, and at last as it is", async () => {
  const hub = new FakeHub();
  const [ann, ben] = [open(hub.node("ann"), "Ann"), open(hub.node("ben"), "Ben")];
  await everywhere(hub);
  await vi.advanceTimersByTimeAsync(presencePause);
  const count = hub.writes.length;
  for (let at = 1; at <= 500; at++) {
    ann.awareness.setLocalStateField("name", `Ann ${at}`);
    await vi.advanceTimersByTimeAsync(2);
  }
  await everywhere(hub);
  expect(hub.writes.length - count).toBeGreaterThan(5);
  expect(hub.writes.length - count).toBeLessThanOrEqual(11);
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

test("[YP8] who goes without a word is forgotten with its peer, and comes back with it as it was", async () => {
  const hub = new FakeHub();
  const [ann, ben] = [open(hub.node("ann"), "Ann"), open(hub.node("ben"), "Ben")];
  await everywhere(hub);
  ben.awareness.setLocalStateField("name", "Benno");
  hub.nodes[1]!.tell("peer-went", "ann");
  expect(names(ben)).toEqual(["Benno"]);
  hub.nodes[1]!.tell("peer-came", "ann");
  expect(names(ben)).toEqual(["Ann", "Benno"]);
  hub.nodes[0]!.isCutOff = true;
  hub.nodes[1]!.tell("peer-went", "ann");
  await vi.advanceTimersByTimeAsync(minute + 2 * sweepPause);
  expect(written(hub.nodes[1]!)).toBe(1);
  await ann.destroy();
});

test("[YP8] of who is not in session an entry is believed when it changes, and taken out when it does not for a minute", async () => {
  const hub = new FakeHub();
  const far = hub.node("far");
  const gone = open(far, "Gone");
  await everywhere(hub);
  far.isCutOff = true; // It crashed: its entry stays.
  await everywhere(hub);
  hub.nodes.splice(0, 1);
  const ben = open(hub.node("ben"), "Ben");
  for (const { document, path, value } of hub.writes.filter(({ author }) => author === "far"))
    await hub.nodes[0]!.doc(document).set(path, value ?? null);
  expect(written(hub.nodes[0]!)).toBeGreaterThan(0);
  await ben.disconnect();
  ben.connect();
  await everywhere(hub);
  expect(names(ben)).toEqual(["Ben"]);

  // Another, which somebody between us hears: it changes before our eyes.
  gone.awareness.setLocalStateField("name", "There");
  await vi.advanceTimersByTimeAsync(presencePause);
  const last = hub.writes.findLast(({ author, document: name }) => author === "far" && name === document)!;
  await hub.nodes[0]!.doc(document).set(last.path, last.value ?? null);
  expect(names(ben)).toEqual(["Ben", "There"]);
  removeAwarenessStates(ben.awareness, [gone.doc.clientID], "timeout");
  hub.nodes[0]!.tell("peer-came", "far");
  expect(names(ben)).toEqual(["Ben", "There"]);
  hub.nodes[0]!.tell("peer-went", "far");
  await gone.destroy();
  await vi.advanceTimersByTimeAsync(minute + 2 * sweepPause);
  expect(names(ben)).toEqual(["Ben"]);
  expect(written(hub.nodes[0]!)).toBe(1);
});

test("[YP8] who is in session stays, however seldom it renews its entry, and writes again what others took out", async () => {
  const hub = new FakeHub();
  const [ann, ben] = [open(hub.node("ann"), "Ann"), open(hub.node("ben"), "Ben")];
  await everywhere(hub);
  hub.nodes[0]!.isCutOff = true; // A tab that is hidden.
  await everywhere(hub, 2 * sweepPause - 500 - presencePause);
  const meta = ben.awareness.meta.get(ann.doc.clientID)!;
  meta.lastUpdated = 0; // So long ago that y-protocols will forget it.
  await everywhere(hub, sweepPause);
  expect(names(ben)).toEqual(["Ann", "Ben"]);
  hub.nodes[0]!.isCutOff = false;
  await hub.nodes[1]!.doc(document).remove(["peers", String(ann.doc.clientID)]);
  await everywhere(hub);
  await everywhere(hub);
  expect(names(ben)).toEqual(["Ann", "Ben"]);
  await Promise.all([ann.destroy(), ben.destroy()]);
  await vi.advanceTimersByTimeAsync(presencePause);
  expect(vi.getTimerCount()).toBe(0);
});

test("[YP8] [YP10] what is no state is told as a failure, and changes nothing", async () => {
  const hub = new FakeHub();
  const ben = open(hub.node("ben"), "Ben");
  const failures: unknown[] = [];
  ben.on("failure", (failure) => failures.push(failure));
  await everywhere(hub);
  await hub.nodes[0]!.doc(document).set(["peers", "17"], "ann nothing");
  await hub.nodes[0]!.doc(document).set(["peers", "18"], 5);
  expect(names(ben)).toEqual(["Ben"]);
  expect(failures).toHaveLength(2);
});
