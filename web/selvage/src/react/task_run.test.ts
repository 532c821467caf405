// A component's task, from its run to a moment after the component has gone.
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { FakeTasks } from "../../testing/fake_tasks.js";
import { MeshTasks } from "../tasks/mesh_tasks.js";
import { TaskRun } from "./task_run.js";

let fake: FakeTasks;
let mesh: { task: MeshTasks["ask"] };
beforeEach(() => {
  fake = new FakeTasks();
  const tasks = new MeshTasks(fake.wire);
  mesh = { task: (options) => tasks.ask(options) };
});
afterEach(() => void vi.useRealTimers());

async function takenIn() {
  const { id, task } = await fake.next("task");
  fake.answer({ id, ok: { task } });
  return fake.next("task-watch");
}

test("[RE11] a task is idle until it is run, and then shows how it stands and what it came to", async () => {
  const run = new TaskRun();
  const shown: unknown[] = [];
  run.subscribe(() => shown.push([run.read().state, run.read().progress, run.read().output?.text()]));
  expect(run.read()).toEqual({ state: "idle", progress: 0, output: undefined, error: undefined });
  const { id } = run.begin(mesh, { script: "s" });
  const watch = await takenIn();
  expect(watch.task).toBe(id);
  fake.is(watch, { state: "leased", permille: 500 });
  fake.is(watch, { state: "completed", output: "b3V0" });
  await vi.waitFor(() => expect(run.read().state).toBe("completed"));
  expect(shown).toEqual([["asking", 0, undefined], ["leased", 0.5, undefined], ["completed", 1, "out"]]);
});

test("[RE11] what failed shows why; of several that were run the last one counts, and the others are cancelled", async () => {
  const run = new TaskRun();
  run.subscribe(() => {});
  const first = run.begin(mesh, { script: "s" });
  const before = await takenIn();
  run.begin(mesh, { script: "s" });
  expect((await fake.next("task-cancel")).task).toBe(first.id);
  const watch = await takenIn();
  fake.is(watch, { state: "leased", permille: 100 });
  fake.is(before, { state: "completed", output: "b3V0" });
  await first.result();
  expect(run.read()).toMatchObject({ state: "leased", progress: 0.1, output: undefined });
  fake.is(watch, { state: "failed", attempts: [{ generation: 1, worker: "w", why: "crashed", text: "gone" }] });
  await vi.waitFor(() => expect(run.read()).toMatchObject({ state: "failed", error: { kind: "task-failed" } }));
  run.begin(mesh, {} as never);
  await vi.waitFor(() => expect(run.read()).toMatchObject({ state: "failed", error: { kind: "bad-request" } }));
});

test("[RE12] a task is cancelled a moment after its component has gone, and not by StrictMode", async () => {
  const run = new TaskRun();
  const leave = run.subscribe(() => {});
  run.begin(mesh, { script: "s" });
  const watch = await takenIn();
  leave();
  const again = run.subscribe(() => {}); // As StrictMode does it.
  await new Promise((resolve) => setTimeout(resolve, 10));
  expect(fake.asked).toEqual([]);
  again();
  await fake.next("task-cancel");
  fake.is(watch, { state: "cancelled" });
  await vi.waitFor(() => expect(run.read().state).toBe("cancelled"));
  run.cancel();
  run.subscribe(() => {})();
  await new Promise((resolve) => setTimeout(resolve, 10));
  expect(fake.asked).toEqual([]);
});
