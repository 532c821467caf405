// What is asked again as events come: how often, and what is shown of it.
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import type { MeshEvent, MeshPeer } from "../mesh/mesh.js";
import { askedOf, type Askable } from "./asked.js";

class FakeMesh implements Askable {
  now: MeshPeer[] = [];
  questions = 0;
  readonly #waiting: ((peers: MeshPeer[]) => void)[] = [];
  readonly #listeners = new Map<string, Set<(event: MeshEvent) => void>>();

  peers(): Promise<MeshPeer[]> {
    this.questions++;
    return new Promise((resolve) => this.#waiting.push(resolve));
  }
  status(): Promise<never> {
    return Promise.reject(new Error("The mesh was closed here"));
  }
  on(event: string, use: (event: MeshEvent) => void): () => void {
    const listeners = this.#listeners.get(event) ?? new Set();
    this.#listeners.set(event, listeners.add(use));
    return () => void listeners.delete(use);
  }
  get listenerCount(): number {
    return [...this.#listeners.values()].reduce((count, { size }) => count + size, 0);
  }
  tell(event: string): void {
    for (const use of this.#listeners.get(event) ?? []) use({ event, text: "" });
  }
  async answer(): Promise<void> {
    this.#waiting.shift()?.(this.now.map((peer) => ({ ...peer })));
    await vi.advanceTimersByTimeAsync(0);
  }
}

const ann: MeshPeer = { peer: "ann", role: "citizen", keeps_everything: false };

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

test("[RE6] peers are asked for at first, and once more for all that happened while an answer was on its way", async () => {
  const mesh = new FakeMesh();
  const { peers } = askedOf(mesh);
  expect(askedOf(mesh).peers).toBe(peers);
  const shown: unknown[] = [];
  const end = peers.subscribe(() => shown.push(peers.read()));
  expect(mesh.questions).toBe(1);
  for (let i = 0; i < 5; i++) mesh.tell("peer-came");
  await mesh.answer();
  mesh.now = [ann];
  await mesh.answer();
  expect(mesh.questions).toBe(2);
  expect(shown).toEqual([[], [ann]]);
  mesh.tell("document-changed");
  expect(mesh.questions).toBe(2);
  mesh.tell("presence");
  await mesh.answer();
  expect(mesh.questions).toBe(3);
  expect(shown).toHaveLength(2); // It is the same: nothing is rendered anew.
  end();
  vi.runAllTimers();
  expect(mesh.listenerCount).toBe(0);
  expect(peers.read()).toBeUndefined();
});

test("[RE6] of a mesh that was closed nothing is shown", async () => {
  const { status } = askedOf(new FakeMesh());
  const shown: unknown[] = [];
  status.subscribe(() => shown.push(status.read()));
  await vi.advanceTimersByTimeAsync(0);
  expect(shown).toEqual([]);
});
