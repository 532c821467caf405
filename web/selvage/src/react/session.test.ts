// When a mesh is joined and left, without React: what holds it is a function here.
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { MeshSession } from "./session.js";

interface FakeMesh {
  readonly number: number;
  isClosed: boolean;
  close(): Promise<void>;
}

/** Joins that end when they are told to, in the order in which they began. */
class Joins {
  readonly meshes: FakeMesh[] = [];
  readonly #waiting: { succeed: (mesh: FakeMesh) => void; fail: (failure: unknown) => void }[] = [];
  closing: Promise<void> = Promise.resolve();
  begun = 0;

  readonly join = (): Promise<FakeMesh> => {
    this.begun++;
    return new Promise((succeed, fail) => this.#waiting.push({ succeed, fail }));
  };
  async succeed(): Promise<void> {
    const mesh: FakeMesh = {
      number: this.meshes.length,
      isClosed: false,
      close: () => {
        mesh.isClosed = true;
        return this.closing;
      },
    };
    this.meshes.push(mesh);
    this.#waiting.shift()?.succeed(mesh);
    await settle();
  }
  async fail(failure: unknown): Promise<void> {
    this.#waiting.shift()?.fail(failure);
    await settle();
  }
}

const settle = (): Promise<unknown> => vi.advanceTimersByTimeAsync(0);

beforeEach(() => void vi.useFakeTimers());
afterEach(async () => {
  await vi.runAllTimersAsync(); // What one test leaves the next would wait for.
  vi.useRealTimers();
});

test("[RE1] who lets go and holds again at once joins once and leaves nothing", async () => {
  const joins = new Joins();
  const session = new MeshSession(joins.join);
  session.hold()();
  const release = session.hold();
  await settle();
  await joins.succeed();
  await vi.runAllTimersAsync();
  expect(joins.begun).toBe(1);
  expect(session.read()).toEqual({ state: "joined", mesh: joins.meshes[0] });
  expect(joins.meshes[0]?.isClosed).toBe(false);
  release(); // As an editor's hot reload does.
  const again = session.hold();
  await vi.runAllTimersAsync();
  expect(session.read()).toEqual({ state: "joined", mesh: joins.meshes[0] });
  again();
  again();
  await vi.runAllTimersAsync();
  expect(joins.meshes[0]?.isClosed).toBe(true);
  expect(session.read()).toEqual({ state: "connecting" });
});

test("[RE1] the last of several who hold ends it", async () => {
  const joins = new Joins();
  const session = new MeshSession(joins.join);
  const [one, two] = [session.hold(), session.hold()];
  await settle();
  await joins.succeed();
  one();
  one(); // Once is enough: it is not another's hold.
  await vi.runAllTimersAsync();
  expect(joins.meshes[0]?.isClosed).toBe(false);
  two();
  await vi.runAllTimersAsync();
  expect(joins.meshes[0]?.isClosed).toBe(true);
});

test("[RE1] a mesh that is joined only after it was let go is closed, and never shown", async () => {
  const joins = new Joins();
  const session = new MeshSession(joins.join);
  const release = session.hold();
  await settle();
  release();
  await vi.runAllTimersAsync();
  await joins.succeed();
  expect(joins.meshes[0]?.isClosed).toBe(true);
  expect(session.read()).toEqual({ state: "connecting" });
});

test("[RE1] who lets go before the join began joins nothing", async () => {
  const joins = new Joins();
  let close = (): void => {};
  joins.closing = new Promise((resolve) => (close = resolve));
  const first = new MeshSession(joins.join).hold();
  await settle();
  await joins.succeed();
  first();
  await vi.runAllTimersAsync();
  new MeshSession(joins.join).hold()();
  await vi.runAllTimersAsync();
  close();
  await vi.runAllTimersAsync();
  expect(joins.begun).toBe(1);
});

test("[RE3] the next mesh is joined when the one before it is closed", async () => {
  const joins = new Joins();
  let close = (): void => {};
  joins.closing = new Promise((resolve) => (close = resolve));
  const release = new MeshSession(joins.join).hold();
  await settle();
  await joins.succeed();
  release();
  await vi.runAllTimersAsync();
  const next = new MeshSession(joins.join);
  const releaseNext = next.hold();
  await settle();
  expect(joins.begun).toBe(1);
  close();
  await settle();
  expect(joins.begun).toBe(2);
  await joins.succeed();
  expect(next.read()).toMatchObject({ state: "joined", mesh: { number: 1 } });
  releaseNext();
});

test("[RE2] a join that failed says why, and is tried again when it is told to", async () => {
  const joins = new Joins();
  const session = new MeshSession(joins.join);
  const seen: string[] = [];
  session.subscribe(() => void seen.push(session.read().state));
  const release = session.hold();
  await settle();
  await joins.fail("no such door");
  const failed = session.read();
  expect(failed).toMatchObject({ state: "failed", error: new Error("no such door") });
  if (failed.state !== "failed") return;
  failed.retry();
  failed.retry(); // The same failure is answered once.
  await settle();
  await joins.succeed();
  expect(joins.begun).toBe(2);
  expect(seen).toEqual(["connecting", "failed", "connecting", "joined"]);
  release();
});
