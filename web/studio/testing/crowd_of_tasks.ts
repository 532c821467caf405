// Tasks that are made up, so many, of all states: one in a hundred runs, some of those lost a worker, the last ones have ended.
import type { ListedTask, TaskOptions } from "selvage";
import type { MeshLike, TaskLike, WorkLike } from "../src/session/mesh_like.js";

const states = ["pending", "completed", "completed", "failed", "cancelled", "too-late"] as const;

export function crowdOfTasks(count: number, workers: readonly string[]): Pick<MeshLike, "task" | "taskOf" | "tasks" | "work"> {
  const now = Math.floor(Date.now() / 1000);
  const workerOf = (index: number): string => workers[index % Math.max(1, workers.length)] ?? "12D3KooWCrowdNobody";
  const tasks = Array.from({ length: count }, (_, i) => taskOf(i, now, workerOf));
  return {
    // Runs go on, so that the list is another one at each look.
    tasks: () => Promise.resolve(tasks.map((task) => (task.state === "leased" ? { ...task, permille: (Math.floor(Date.now() / 20) + task.priority) % 1000 } : task))),
    task: (_: TaskOptions) => silentTask("f".repeat(32)),
    taskOf: silentTask,
    work: () => Promise.resolve(idleWork),
  };
}

function taskOf(index: number, now: number, workerOf: (index: number) => string): ListedTask {
  const state = index % 100 === 0 ? "leased" : (states[index % states.length] ?? "pending");
  const generation = state === "pending" ? 0 : index % 300 === 0 ? 2 : 1;
  const asked = now - 3_000 + index;
  return {
    task: index.toString(16).padStart(32, "0"),
    label: `frame ${index}`,
    engine: "wasm",
    entry: "main",
    asker: workerOf(index + 1),
    state,
    generation,
    ...(generation > 0 && { worker: workerOf(index) }),
    permille: 0,
    priority: index % 4,
    asked_at: asked,
    ...(state !== "pending" && state !== "leased" && { ended_at: asked + 2 }),
    output_size: state === "completed" ? 12 : 0,
    attempts: generation === 2 ? [{ generation: 1, worker: workerOf(index + 2), why: "went", text: "its connection is gone" }] : [],
  };
}

const silentTask = (id: string): TaskLike => ({
  id,
  accepted: Promise.resolve(),
  standing: { state: "asking", generation: 0, progress: 0, attempts: [] },
  result: () => new Promise(() => {}),
  watch: () => () => {},
  onLog: () => () => {},
  cancel: () => Promise.resolve(),
});

const idleWork: WorkLike = { engines: ["wasm"], places: 1, running: 0, isOffering: true, failure: undefined, stop: () => Promise.resolve() };
