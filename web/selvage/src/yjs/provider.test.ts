// A provider over meshes that are made up: what it writes, what it takes, and what it leaves behind.
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import * as Y from "yjs";
import { FakeHub, FakeNode } from "../../testing/fake_hub.js";
import { MeshError } from "../mesh/errors.js";
import { MeshProvider } from "./provider.js";
import { pieceSizeMax } from "./shelf.js";
import { mergePause, recentCountMax, repairPause, UpdateLog } from "./update_log.js";
import { toText } from "./shared_mesh.js";

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

const settle = (millis = 0): Promise<unknown> => vi.advanceTimersByTimeAsync(millis);
const textOf = (doc: Y.Doc): string => doc.getText("text").toString();
const size = (node: FakeNode, path: string): number => Object.keys((node.at("notes", path) as object | undefined) ?? {}).length;

function open(node: FakeNode, doc = new Y.Doc()): { doc: Y.Doc; provider: MeshProvider; failures: unknown[] } {
  const provider = new MeshProvider(node, "notes", doc, { chance: () => 0.5 });
  const failures: unknown[] = [];
  provider.on("failure", (failure) => failures.push(failure));
  return { doc, provider, failures };
}
async function everywhere(hub: FakeHub): Promise<void> {
  await settle();
  hub.deliverAll();
  await settle();
}

test("[YP1] [YP2] an edit is written once, has the provider as origin elsewhere, and is not written there", async () => {
  const hub = new FakeHub();
  const [ann, ben] = [open(hub.node("ann")), open(hub.node("ben"))];
  await settle();
  const origins: unknown[] = [];
  ben.doc.on("update", (_: Uint8Array, origin: unknown) => void origins.push(origin));
  const own: unknown[] = [];
  ann.doc.on("afterTransaction", ({ origin }: Y.Transaction) => void own.push(origin));
  ann.doc.getText("text").insert(0, "hello");
  await everywhere(hub);
  expect(textOf(ben.doc)).toBe("hello");
  expect(origins).toEqual([ben.provider]);
  expect(own).toEqual([null]); // Nothing comes back.
  expect(hub.writes.filter(({ document }) => document === "notes")).toHaveLength(1);
});

test("[YP1] what is edited while a write is on its way goes out as one", async () => {
  const hub = new FakeHub();
  const ann = open(hub.node("ann"));
  await settle();
  for (const letter of "abcdefgh") ann.doc.getText("text").insert(textOf(ann.doc).length, letter);
  await settle();
  expect(size(hub.nodes[0]!, "recent")).toBe(2);
  const ben = open(hub.node("ben"));
  await everywhere(hub);
  expect(textOf(ben.doc)).toBe("abcdefgh");
});

test("[YP3] what was there before, and what was edited without the mesh, is written when it is connected, and only that", async () => {
  const hub = new FakeHub();
  const doc = new Y.Doc();
  doc.getText("text").insert(0, "before");
  const ann = open(hub.node("ann"), doc);
  const ben = open(hub.node("ben"));
  await everywhere(hub);
  expect(textOf(ben.doc)).toBe("before");

  await ben.provider.disconnect();
  ben.doc.getText("text").insert(6, " and after");
  ann.doc.getText("text").insert(0, "long ");
  await everywhere(hub);
  expect([textOf(ann.doc), textOf(ben.doc)]).toEqual(["long before", "before and after"]);
  const written = hub.writes.length;
  ben.provider.connect();
  await everywhere(hub);
  expect(textOf(ann.doc)).toBe("long before and after");
  expect(textOf(ben.doc)).toBe("long before and after");
  const own = hub.writes.slice(written).filter(({ document }) => document === "notes");
  expect(own).toHaveLength(1);
  expect(String(own[0]?.value).length).toBeLessThan(toText(Y.encodeStateAsUpdate(ann.doc)).length);

  await ben.provider.disconnect();
  ben.doc.getText("text").delete(0, 5); // A deletion alone, which no state vector shows.
  ben.provider.connect();
  await everywhere(hub);
  expect(textOf(ann.doc)).toBe("before and after");

  const before = hub.writes.filter(({ document }) => document === "notes").length;
  await ben.provider.disconnect();
  ben.provider.connect();
  await everywhere(hub);
  expect(hub.writes.filter(({ document }) => document === "notes")).toHaveLength(before);
});

test("[YP4] it is synced when what is there was taken, and waits for a mesh that is not known yet", async () => {
  const hub = new FakeHub();
  const ann = open(hub.node("ann"));
  await settle();
  ann.doc.getText("text").insert(0, "early");
  const node = hub.node("ben");
  await everywhere(hub);
  node.isReady = false;
  const seen: unknown[] = [];
  const ben = open(node);
  ben.provider.on("status", ({ status }) => seen.push(status));
  ben.provider.on("sync", (isSynced) => seen.push([isSynced, textOf(ben.doc)]));
  ben.provider.once("synced", () => seen.push("synced"));
  void ben.provider.whenSynced.then(() => seen.push("when"));
  ben.doc.getText("own").insert(0, "too early"); // And written all the same.
  await settle();
  node.giveUpWaiting();
  await settle();
  expect([ben.provider.status, ben.provider.synced, seen]).toEqual(["connecting", false, []]);
  node.isReady = true;
  await settle();
  expect(ben.provider.synced).toBe(true);
  await ben.provider.disconnect();
  expect(ben.provider.synced).toBe(false);
  expect(seen).toEqual(["connected", [true, "early"], "synced", "when", "disconnected", [false, "early"]]);
  let isAgain = false;
  void ben.provider.whenSynced.then(() => (isAgain = true));
  await settle();
  expect(isAgain).toBe(false);
  ben.provider.connect();
  ben.provider.connect();
  await everywhere(hub);
  expect(isAgain).toBe(true);
  expect(ann.doc.getText("own").toString()).toBe("too early");
});

test("[YP5] many small updates become one, however many merge them at once, and who comes late has all", async () => {
  const hub = new FakeHub();
  const editors = ["ann", "ben", "cem"].map((id) => open(hub.node(id)));
  await settle();
  for (let round = 0; round < 4 * recentCountMax; round++) {
    const { doc } = editors[round % 3]!;
    doc.getText("text").insert(round % 7, String(round % 10));
    await everywhere(hub);
    if (round % 20 === 0) {
      await settle(mergePause); // All three do it, for they have the same chance.
      hub.deliverAll();
    }
  }
  await settle(mergePause + 2 * repairPause);
  await everywhere(hub);
  await settle(mergePause + 2 * repairPause);
  const [ann] = hub.nodes as [FakeNode];
  expect(size(ann, "recent")).toBeLessThanOrEqual(recentCountMax);
  expect(size(ann, "merged")).toBeGreaterThan(0);
  const late = open(hub.node("late"));
  await everywhere(hub);
  const texts = [...editors, late].map(({ doc }) => textOf(doc));
  expect(new Set(texts).size).toBe(1);
  expect(texts[0]).toHaveLength(4 * recentCountMax);
  expect(editors.flatMap(({ failures }) => failures)).toEqual([]);
});

test("[YP5] what is merged grows in steps: a large update is not written anew for each small one", async () => {
  const hub = new FakeHub();
  const node = hub.node("ann");
  const ann = open(node);
  await settle();
  ann.doc.getText("text").insert(0, "x".repeat(50_000));
  let written = 0;
  const rounds = 20 * recentCountMax;
  for (let round = 0; round < rounds; round++) {
    ann.doc.getText("text").insert(0, "y");
    await settle(mergePause / recentCountMax);
  }
  expect(size(node, "merged")).toBeGreaterThan(0);
  for (const { path, value } of hub.writes) if (path[0] === "merged") written += JSON.stringify(value ?? "").length;
  expect(size(node, "recent")).toBeLessThanOrEqual(2 * recentCountMax);
  expect(size(node, "merged")).toBeLessThan(8);
  expect(written).toBeLessThan(2 * 70_000);
});

/** A log alone, which says how often it looked for what its mesh lacks. */
function openLog(node: FakeNode): { log: UpdateLog; doc: Y.Doc; looks: () => number } {
  let looks = 0;
  const doc = new Y.Doc();
  const log = new UpdateLog(node, "notes", {
    apply: (entries) => {
      for (const { update } of entries) Y.applyUpdate(doc, update);
      return [];
    },
    state: () => {
      looks++;
      return Y.encodeStateAsUpdate(doc);
    },
    onKnown: () => {},
    onFailure: (failure) => expect.fail(String(failure)),
    chance: () => (node.id === "ann" ? 0 : 0.9),
  });
  return { log, doc, looks: () => looks };
}

test("[YP5] nobody looks for what was merged, and a merge that takes long is not begun twice", async () => {
  const hub = new FakeHub();
  const [node, other] = [hub.node("ann"), hub.node("cem")];
  const [merging, watching] = [openLog(node), openLog(other)];
  const ben = open(hub.node("ben"));
  await settle();
  let go = (): void => {};
  node.holds = new Promise((resolve) => (go = resolve));
  for (let i = 0; i <= recentCountMax; i++) {
    ben.doc.getText("text").insert(0, "x");
    await settle();
  }
  for (let i = 0; i < 5; i++) {
    hub.deliverAll();
    await settle();
    ben.doc.getText("text").insert(0, "x");
    await settle();
  }
  go();
  await settle();
  const merges = hub.writes.filter(({ author, path, value }) => author === "ann" && path[0] === "merged" && value !== undefined);
  expect(merges).toHaveLength(1);
  hub.deliverAll();
  await settle(mergePause + 2 * repairPause);
  expect(size(other, "merged")).toBe(1);
  expect([merging.looks(), watching.looks()]).toEqual([1, 1]);
  await Promise.all([merging.log.end(), watching.log.end()]);
});

test("[YP7] a log has ended when what was edited is written", async () => {
  const node = new FakeHub().node("ann");
  const { log, doc } = openLog(node);
  await settle();
  let go = (): void => {};
  node.holds = new Promise((resolve) => (go = resolve));
  let hasEnded = false;
  log.add(Y.encodeStateAsUpdate(doc));
  void log.end().then(() => (hasEnded = true));
  await settle();
  expect(hasEnded).toBe(false);
  go();
  await settle();
  expect(hasEnded).toBe(true);
  expect(size(node, "recent")).toBe(1);
});

test("[YP6] what was written into a mesh that was given up is written again", async () => {
  const hub = new FakeHub();
  const node = hub.node("ann");
  const ann = open(node);
  await settle();
  ann.doc.getText("text").insert(0, "mine");
  await settle();
  node.loseEverything();
  expect(node.at("notes")).toBeUndefined();
  await settle(2 * repairPause);
  const ben = open(hub.node("ben"));
  hub.writes.splice(0, hub.writes.findIndex(({ number }) => number === 1)); // Nothing of before is needed.
  await everywhere(hub);
  expect(size(node, "recent")).toBe(1);
  expect(textOf(ben.doc)).toBe("mine");
});

test("[YP6] so is what was acknowledged in it and never shown", async () => {
  const hub = new FakeHub();
  const node = hub.node("ann");
  const ann = open(node);
  await settle();
  node.isSlow = true;
  ann.doc.getText("text").insert(0, "mine");
  await settle();
  node.loseEverything();
  node.isSlow = false;
  await settle(2 * repairPause);
  expect(size(node, "recent")).toBe(1);
});

test("[YP6] what somebody took out without merging it is put back, once", async () => {
  const hub = new FakeHub();
  const ann = open(hub.node("ann"));
  const ben = hub.node("ben");
  await settle();
  ann.doc.getText("text").insert(0, "mine");
  await everywhere(hub);
  await ben.doc("notes").remove(["recent"]);
  await everywhere(hub);
  expect(size(hub.nodes[0]!, "recent")).toBe(0);
  await settle(2 * repairPause);
  await everywhere(hub);
  expect(size(ben, "recent")).toBe(1);
});

test("[YP6] what cannot be written is told, and tried again until it can", async () => {
  const hub = new FakeHub();
  const node = hub.node("ann");
  const ann = open(node);
  await settle();
  node.refuses = new MeshError("not-durable", "The disk is full", "Make room.");
  ann.doc.getText("text").insert(0, "mine");
  await settle(10 * repairPause);
  expect(ann.failures.length).toBeGreaterThan(1);
  expect(ann.failures.length).toBeLessThan(6); // Seldom, too.
  node.refuses = undefined;
  await settle(30 * repairPause);
  expect(size(node, "recent")).toBe(1);
});

test("[YP7] who disconnects hears nothing, and who destroys leaves nothing", async () => {
  const hub = new FakeHub();
  const node = hub.node("ann");
  const [ann, ben] = [open(node), open(hub.node("ben"))];
  await settle();
  ann.doc.getText("text").insert(0, "last words");
  const ended = ann.provider.disconnect();
  await ended;
  expect(size(node, "recent")).toBe(1);
  ben.doc.getText("text").insert(0, "unheard");
  await everywhere(hub);
  expect(textOf(ann.doc)).toBe("last words");
  expect(textOf(ben.doc)).toHaveLength("last wordsunheard".length);
  ann.provider.connect();
  await everywhere(hub);
  expect(textOf(ann.doc)).toBe(textOf(ben.doc));
  await Promise.all([ann.provider.destroy(), ben.provider.destroy(), settle(1_000)]);
  await ann.provider.destroy();
  expect([node.watchCount, node.listenerCount, vi.getTimerCount()]).toEqual([0, 0, 0]);
  expect(ann.doc._observers.get("update")?.size ?? 0).toBe(0);
  ann.provider.connect();
  expect(ann.provider.status).toBe("disconnected");
  const count = hub.writes.length;
  ann.doc.getText("text").insert(0, "x");
  await settle(1_000);
  expect(hub.writes).toHaveLength(count);
});

test("[YP7] a Y.Doc that is destroyed takes its provider along", async () => {
  const hub = new FakeHub();
  const node = hub.node("ann");
  const { doc } = open(node);
  await settle();
  doc.destroy();
  await settle(1_000);
  expect([node.watchCount, node.listenerCount, vi.getTimerCount()]).toEqual([0, 0, 0]);
});

test("[YP9] a large update is written in pieces, and is not there before the last", async () => {
  const hub = new FakeHub();
  const ann = open(hub.node("ann"));
  await settle();
  const long = "0123456789abcdef".repeat(150_000);
  ann.doc.getText("text").insert(0, long);
  await settle();
  const lines = hub.writes.filter(({ document }) => document === "notes");
  expect(lines.length).toBeGreaterThan(4);
  for (const { value } of lines) expect(JSON.stringify(value).length).toBeLessThanOrEqual(pieceSizeMax + 2);
  const ben = open(hub.node("ben"));
  await settle();
  for (let i = 1; i < lines.length; i++) {
    hub.deliverOne(() => 0);
    await settle();
  }
  expect(textOf(ben.doc)).toBe("");
  await everywhere(hub);
  expect(textOf(ben.doc) === long).toBe(true);
  await hub.nodes[0]!.doc("notes").set(["merged", "torn"], { pieces: { 0: "////" }, count: 2, holds: "" });
  await everywhere(hub);
  expect(ben.failures).toEqual([]);
});

test("[YP10] what is no update is told once, and keeps nothing else from being taken or merged", async () => {
  const hub = new FakeHub();
  const node = hub.node("ann");
  const notes = node.doc("notes");
  const whole = new Y.Doc();
  whole.getText("text").insert(0, "half of this is nothing");
  const half = Y.encodeStateAsUpdate(whole).slice(0, -1);
  await notes.set(["recent", "a"], "no base64");
  await notes.set(["recent", "b"], toText(Uint8Array.of(255, 255, 1)));
  await notes.set(["recent", "c"], 7);
  await notes.set(["recent", "d"], toText(half));
  const ann = open(node);
  await settle();
  expect(ann.provider.synced).toBe(true);
  expect(textOf(ann.doc)).toBe("");
  for (let i = 0; i < 2 * recentCountMax; i++) {
    ann.doc.getText("text").insert(0, "x");
    await settle();
  }
  await settle(mergePause + 2 * repairPause);
  expect(ann.failures).toHaveLength(4);
  expect(size(node, "recent")).toBeLessThan(recentCountMax);
  expect(["a", "b", "c", "d"].filter((id) => node.at("notes", `recent.${id}`) !== undefined)).toHaveLength(4);
});

test("[YP11] when the mesh is closed the provider is disconnected", async () => {
  const hub = new FakeHub();
  const node = hub.node("ann");
  const ann = open(node);
  await settle();
  node.refuses = new MeshError("closed", "The mesh was closed here", "Join again.");
  ann.doc.getText("text").insert(0, "x");
  await settle(1_000);
  expect(ann.provider.status).toBe("disconnected");
  expect(node.watchCount).toBe(0);
  expect(ann.failures).toEqual([]);
});
