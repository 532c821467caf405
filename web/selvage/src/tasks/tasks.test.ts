// Tasks over a wire whose other end is the test.
import { expect, test } from "vitest";
import { FakeTasks, type Line } from "../../testing/fake_tasks.js";
import type { TaskOptions } from "./options.js";
import { MeshTasks } from "./mesh_tasks.js";
import type { TaskStanding } from "./standing.js";

const scene = (): { fake: FakeTasks; tasks: MeshTasks } => {
  const fake = new FakeTasks();
  return { fake, tasks: new MeshTasks(fake.wire) };
};
const text = (bytes: Uint8Array | undefined): string => new TextDecoder().decode(bytes);
const base64 = (text: string): string => Buffer.from(text).toString("base64");

/** Taken into the table, and watched. */
async function takenIn(fake: FakeTasks): Promise<Line> {
  const { id, task } = await fake.next("task");
  fake.answer({ id, ok: { task } });
  return fake.next("task-watch");
}

test("[MP18] a task is named at once, says all that it was given, and ends with its output", async () => {
  const { fake, tasks } = scene();
  const task = tasks.ask({
    ...{ script: "function f() {}", entry: "f", input: { a: 1 }, label: "name", once: true, authority: true, priority: 9, failures: 2 },
    ...{ reads: ["game score"], memory: 1000, grants: { time: true, random: false }, times: { begin: 1, run: 0.5, end: 10, expected: 2 } },
  });
  const seen: TaskStanding[] = [];
  task.watch((standing) => seen.push(standing));
  expect(task.id).toMatch(/^[0-9a-f]{32}$/);
  const asked = await fake.next("task");
  const { id, code, ...rest } = asked;
  expect(text(fake.held(code))).toBe("function f() {}");
  expect(rest).toEqual({
    ...{ do: "task", task: task.id, engine: "js", entry: "f", input: base64('{"a":1}'), label: "name", once: true, authority: true, priority: 9 },
    ...{ failures: 2, reads: ["game score"], memory: 1000, time: true, random: false, begin_within: 1000, run_within: 500, end_within: 10_000, expected: 2000 },
  });
  fake.answer({ id, ok: { task: task.id } });
  await task.accepted;
  const watch = await fake.next("task-watch");
  const lines: string[] = [];
  task.onLog((line) => lines.push(line));
  fake.is(watch, { state: "pending", generation: 0 });
  fake.answer({ id: watch.id, log: "half" });
  fake.is(watch, { state: "leased", permille: 500 });
  fake.is(watch, { state: "completed", output: base64('{"b":2}') });
  expect((await task.result()).json()).toEqual({ b: 2 });
  expect((await task.result()).text()).toBe('{"b":2}');
  expect(seen.map(({ state, progress }) => [state, progress])).toEqual([["asking", 0], ["pending", 0], ["leased", 0.5], ["completed", 1]]);
  expect(lines).toEqual(["half"]);
  expect(fake.asked).toEqual([]); // The watch has ended by itself.
});

test("[MP18] inputs are texts, bytes or JSON, and none", async () => {
  const { fake, tasks } = scene();
  const inputs = ["é", new Uint8Array([1, 2]), new Uint8Array([3]).buffer, [1], null, undefined] as const;
  for (const input of inputs) tasks.ask({ script: "x", ...(input !== undefined && { input }) } as TaskOptions);
  const asked: unknown[] = [];
  for (const _ of inputs) asked.push((await fake.next("task")).input);
  expect(asked).toEqual([base64("é"), "AQI=", "Aw==", base64("[1]"), base64("null"), undefined]);
});

test("[MP19] code is held once however many tasks are of it, in parts, and anew when much was held since", async () => {
  const { fake, tasks } = scene();
  const module = new Uint8Array(5 * 2 ** 20).fill(7);
  const promise = Promise.resolve(new Uint8Array([1]));
  for (let i = 0; i < 3; i++) {
    tasks.ask({ module });
    tasks.ask({ module: promise });
    tasks.ask({ script: "s", input: "small" });
    tasks.ask({ shader: "s", output: 16, groups: [1, 2, 3] });
  }
  const codes = new Map<string, unknown>();
  for (let i = 0; i < 12; i++) {
    const { engine, code, output, groups } = await fake.next("task");
    codes.set(JSON.stringify([engine, code, output, groups]), code);
  }
  expect(fake.holds.sort()).toEqual([1, 1, 3]);
  expect(codes.size).toBe(4);
  expect([...codes.values()].map((code) => fake.held(code)?.length).sort()).toEqual([1, 1, 1, 5 * 2 ** 20]);
  for (let i = 0; i < 2; i++) tasks.ask({ script: "s", input: new Uint8Array(13 * 2 ** 20) });
  for (let i = 0; i < 2; i++) expect((await fake.next("task")).input).toMatchObject({ size: 13 * 2 ** 20 });
  const before = fake.holds.length;
  tasks.ask({ script: "s" });
  await fake.next("task");
  expect(fake.holds.length).toBe(before + 1);
});

test("[MP19] a large output is fetched in pieces", async () => {
  const { fake, tasks } = scene();
  fake.pieceSize = 1000;
  const task = tasks.ask({ script: "s" });
  const result = task.result();
  const where = fake.bring(new Uint8Array(100_000).map((_, index) => index % 251));
  fake.is(await takenIn(fake), { state: "completed", output: where });
  const { bytes } = await result;
  expect([bytes.length, bytes[99_999], fake.fetches]).toEqual([100_000, 99_999 % 251, 100]);
});

test("[MP20] what ended without a result says why, with its attempts", async () => {
  const { fake, tasks } = scene();
  const attempts = [1, 2].map((generation) => ({ generation, worker: "12D3", why: "unit-failed", text: `no ${generation}` }));
  for (const [state, kind] of [["failed", "task-failed"], ["cancelled", "task-cancelled"], ["too-late", "task-too-late"]] as const) {
    const task = tasks.ask({ script: "s" });
    const failure = expect(task.result()).rejects.toMatchObject({ name: "MeshError", kind, attempts, why: expect.stringContaining("no 2") });
    fake.is(await takenIn(fake), { state, attempts });
    await failure;
    expect(task.standing).toMatchObject({ state, attempts });
  }
});

test("[MP20] a task that is refused says so, also who only waits for its result", async () => {
  const { fake, tasks } = scene();
  const task = tasks.ask({ script: "s" });
  const failures = [task.accepted, task.result(), task.cancel()].map((one) => expect(one).rejects.toMatchObject({ kind: "too-much" }));
  const { id } = await fake.next("task");
  fake.answer({ id, error: "too-much", cause: "the mesh has as many tasks as it may", remedy: "wait" });
  await Promise.all(failures);
});

test("[MP20] what is no task is refused before anything is sent", async () => {
  const { fake, tasks } = scene();
  for (const wrong of [{}, { script: "a", shader: "b" }, { script: "" }, { module: new Uint8Array() }])
    await expect(tasks.ask(wrong as never).accepted).rejects.toMatchObject({ kind: "bad-request" });
  await expect(tasks.ask({ module: new Uint8Array(2 ** 24 + 1) }).accepted).rejects.toMatchObject({ kind: "too-much" });
  await expect(tasks.ask({ module: Promise.reject(new Error("no such file")) }).accepted).rejects.toThrow("no such file");
  expect(() => tasks.of("nonsense")).toThrow(expect.objectContaining({ kind: "bad-request" }));
  expect([fake.asked, fake.holds]).toEqual([[], []]);
});

test("[MP18] who knows a task's name waits for it, and cancels it", async () => {
  const { fake, tasks } = scene();
  const task = tasks.of("00112233445566778899aabbccddeeff");
  const states: string[] = [];
  const loop = (async () => {
    for await (const { state } of task.standings()) states.push(state);
  })();
  const watch = await fake.next("task-watch");
  expect(watch.task).toBe(task.id);
  fake.is(watch, { state: "leased" });
  await new Promise((resolve) => setTimeout(resolve));
  const cancelling = task.cancel();
  const cancel = await fake.next("task-cancel");
  fake.answer({ id: cancel.id, ok: {} });
  await cancelling;
  fake.is(watch, { state: "cancelled" });
  await loop;
  expect(states).toEqual(["asking", "leased", "cancelled"]);
});

test("[MP20] a loop over standings fails when nothing can be known any more", async () => {
  const { fake, tasks } = scene();
  const loop = (async () => {
    for await (const _ of tasks.of("0".repeat(32)).standings());
  })();
  const watch = await fake.next("task-watch");
  fake.answer({ id: watch.id, error: "not-found", cause: "no such task is known any more", remedy: "" });
  await expect(loop).rejects.toMatchObject({ kind: "not-found" });
});

test("the list is what the Authorities have", async () => {
  const { fake, tasks } = scene();
  const listing = tasks.list();
  fake.answer({ id: (await fake.next("tasks")).id, ok: [{ task: "ab" }] });
  expect(await listing).toEqual([{ task: "ab" }]);
});
