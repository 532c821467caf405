// Several Y.Docs with random edits, over meshes that deliver in random order, are cut off and come back, and merge whenever
// they can: they all come to the same.
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import * as Y from "yjs";
import { FakeHub } from "../../testing/fake_hub.js";
import { MeshProvider } from "./provider.js";
import { mergePause, recentCountMax, repairPause } from "./update_log.js";

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

/** Between 0 and 1, the same for the same seed. */
function chanceOf(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** Only what is defined is shown. */
function define(doc: Y.Doc): Y.Doc {
  doc.getText("text");
  doc.getMap("map");
  return doc;
}

const rounds = 400;
const seeds = Array.from({ length: 20 }, (_, index) => index + 1);

test.each(seeds)("[YP1] [YP5] random edits come to the same everywhere, seed %i", async (seed) => {
  const chance = chanceOf(seed);
  const below = (bound: number): number => Math.floor(chance() * bound);
  const hub = new FakeHub();
  const editors = ["ann", "ben", "cem", "dan"].map((id, index) => {
    const doc = new Y.Doc();
    doc.clientID = index + 1; // The only chance that is not the seed's.
    define(doc);
    return { node: hub.node(id), doc, provider: new MeshProvider(hub.nodes.at(-1)!, "notes", doc, { chance }) };
  });
  await vi.advanceTimersByTimeAsync(0);
  for (let round = 0; round < rounds; round++) {
    const { node, doc, provider } = editors[below(editors.length)]!;
    const text = doc.getText("text");
    const act = below(100);
    if (act < 45) text.insert(below(text.length + 1), String.fromCharCode(97 + below(26)).repeat(1 + below(3)));
    else if (act < 60 && text.length > 0) text.delete(below(text.length), 1);
    else if (act < 65) doc.getMap("map").set(String(below(5)), below(100));
    else if (act < 90) for (let i = below(8); i > 0; i--) hub.deliverOne(chance);
    else if (act < 93) node.isCutOff = !node.isCutOff;
    else if (act < 96) void provider.disconnect();
    else provider.connect();
    await vi.advanceTimersByTimeAsync(below(100));
  }
  for (const { node, provider } of editors) {
    node.isCutOff = false;
    provider.connect();
  }
  for (let i = 0; i < 4; i++) {
    await vi.advanceTimersByTimeAsync(mergePause + 2 * repairPause);
    hub.deliverAll();
  }
  const late = define(new Y.Doc());
  const provider = new MeshProvider(hub.node("late"), "notes", late, { chance });
  hub.deliverAll();
  await vi.advanceTimersByTimeAsync(0);
  const states = [...editors.map(({ doc }) => doc), late].map((doc) => JSON.stringify(doc.toJSON()));
  expect(states[0]!.length).toBeGreaterThan(20);
  expect(states.filter((state) => state !== states[0])).toEqual([]);
  const recent = Object.keys((editors[0]!.node.at("notes", "recent") as object) ?? {}).length;
  expect(recent).toBeLessThanOrEqual(recentCountMax);
  for (const one of [provider, ...editors.map(({ provider }) => provider)]) await one.destroy();
  expect(vi.getTimerCount()).toBe(0);
});
