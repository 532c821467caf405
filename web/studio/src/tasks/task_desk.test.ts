// The desk of tasks over a mesh that the test plays: what is listed, followed, asked for and lent.
import { MeshError, type ListedTask, type TaskOutput, type TaskStanding } from "selvage";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { pending } from "../../../selvage/src/net/pending.js";
import type { MeshLike, TaskLike, WorkLike } from "../session/mesh_like.js";
import { linesMax } from "./followed_task.js";
import { fetchedSizeMax, followedMax, TaskDesk } from "./task_desk.js";

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

class FakeTask implements TaskLike {
  readonly accepted = Promise.resolve();
  standing: TaskStanding = { state: "asking", generation: 0, progress: 0, attempts: [] };
  readonly #result = pending<TaskOutput>();
  #watch: (standing: TaskStanding) => void = () => {};
  log: (line: string) => void = () => {};
  cancelled = 0;
  constructor(readonly id: string) {}
  result = (): Promise<TaskOutput> => this.#result.promise;
  watch(use: (standing: TaskStanding) => void): () => void {
    this.#watch = use;
    return () => {};
  }
  onLog(use: (line: string) => void): () => void {
    this.log = use;
    return () => {};
  }
  async cancel(): Promise<void> {
    this.cancelled++;
  }
  is(standing: Partial<TaskStanding>): void {
    this.standing = { ...this.standing, ...standing };
    this.#watch(this.standing);
  }
  bring(text: string): void {
    this.is({ state: "completed" });
    this.#result.resolve({ bytes: new TextEncoder().encode(text) } as TaskOutput);
  }
  lose(failure: unknown): void {
    this.#result.reject(failure);
  }
}

const listed = (task: string, more: Partial<ListedTask> = {}): ListedTask => ({
  ...{ task, label: "", engine: "js", entry: "main", asker: "ann", state: "pending", generation: 0, permille: 0, priority: 0, asked_at: 1, output_size: 0 },
  attempts: [],
  ...more,
});
const refused = new MeshError("not-allowed", "only Authorities know it", "");

function scene(list: () => ListedTask[] | MeshError = () => refused) {
  const handles = new Map<string, FakeTask>();
  const taskOf = (id: string): FakeTask => handles.get(id) ?? handles.set(id, new FakeTask(id)).get(id)!;
  const lent: string[] = [];
  const work = async ({ places = 1 }): Promise<WorkLike> => {
    lent.push(`${places}`);
    return { engines: ["wasm"], places, running: 0, isOffering: true, failure: undefined, stop: async () => void lent.push("stop") };
  };
  const tasks = async (): Promise<ListedTask[]> => {
    const answer = list();
    if (answer instanceof MeshError) throw answer;
    return answer;
  };
  const mesh = { id: "self", task: () => taskOf("own"), taskOf, tasks, work } as unknown as MeshLike;
  return { mesh, desk: new TaskDesk(() => mesh), taskOf, handles, lent };
}
const pass = (millis = 1_000): Promise<unknown> => vi.advanceTimersByTimeAsync(millis);

test("[UI12] the table is looked at while somebody wants to see it, and no longer", async () => {
  let looks = 0;
  const { desk } = scene(() => (looks++, [listed("a"), listed("b", { state: "leased", generation: 1, worker: "bob" })]));
  const end = desk.look();
  await pass(2_500);
  expect(looks).toBe(3);
  expect(desk.view).toMatchObject({ isListed: true, tasks: [{ task: "b" }, { task: "a" }], workers: [{ worker: "bob" }] });
  end();
  await pass(5_000);
  expect(looks).toBe(3);
});

test("[UI12] who is told no table sees what it asked for; why the table is not there for another reason is said", async () => {
  let answer = refused;
  const { desk, mesh, taskOf } = scene(() => answer);
  const end = desk.look();
  await desk.ask(mesh, { script: "s", label: "own one" });
  await pass();
  expect(desk.view).toMatchObject({ isListed: false, chosen: "own", tasks: [{ task: "own", label: "own one", asker: "self", engine: "js", state: "asking" }] });
  expect(desk.view.problem).toBeUndefined();
  taskOf("own").is({ state: "leased", generation: 1, worker: "bob", progress: 0.25 });
  await pass(200);
  expect(desk.view.tasks).toMatchObject([{ state: "leased", permille: 250, worker: "bob" }]);
  answer = new MeshError("not-ready", "there is no mesh yet", "");
  await pass();
  expect(desk.view.problem?.cause).toBe("There is no mesh yet.");
  end();
});

test("[UI12] when a task ended is known if that was seen, and else not told", async () => {
  const { desk, mesh, taskOf } = scene();
  await desk.ask(mesh, { script: "s" });
  for (const task of ["seen", "late"]) desk.follow(task);
  taskOf("seen").is({ state: "pending" });
  for (const task of ["own", "seen", "late"]) taskOf(task).is({ state: "failed" });
  await pass(200);
  const ended = Object.fromEntries(desk.view.tasks.map(({ task, ended_at: at }) => [task, at !== undefined]));
  expect(ended).toEqual({ own: true, seen: true, late: false });
});

test("[UI12] of the table and the handle the one that knows more counts", async () => {
  let list = [listed("a", { state: "leased", generation: 1, worker: "bob", permille: 100 })];
  const { desk, taskOf } = scene(() => list);
  const end = desk.look();
  await pass(0);
  desk.choose("a");
  expect(desk.view.tasks).toMatchObject([{ permille: 100 }]); // Nothing was heard yet.
  taskOf("a").is({ state: "leased", generation: 1, worker: "bob", progress: 0.5 });
  await pass(200);
  expect(desk.view.tasks).toMatchObject([{ permille: 500, entry: "main" }]);
  list = [listed("a", { state: "leased", generation: 2, worker: "cat" })];
  await pass();
  expect(desk.view.tasks).toMatchObject([{ generation: 2, worker: "cat" }]);
  list = [listed("a", { state: "cancelled", generation: 2, ended_at: 9 })];
  await pass();
  expect(desk.view.tasks).toMatchObject([{ state: "cancelled", ended_at: 9 }]);
  end();
});

test("[UI14] a chosen task is followed: its last lines, its output, and why there is none", async () => {
  const { desk, taskOf } = scene(() => [listed("a"), listed("b"), listed("large", { state: "completed", output_size: fetchedSizeMax + 1 })]);
  const end = desk.look();
  await pass(0);
  for (const task of ["a", "b", "large"]) desk.choose(task);
  expect(desk.followed("large")).toBeUndefined();
  for (let i = 0; i < linesMax + 3; i++) taskOf("a").log(`line ${i}`);
  taskOf("a").bring("7");
  taskOf("b").lose(new MeshError("not-found", "no such task is known any more", ""));
  await pass(200);
  expect(desk.followed("a")).toMatchObject({ linesGone: 3, isOver: true, output: { bytes: Uint8Array.of(0x37) } });
  expect(desk.followed("a")?.lines).toHaveLength(linesMax);
  expect(desk.followed("b")).toMatchObject({ failure: "No such task is known any more.", isOver: true });
  expect(desk.follow("large")).toBe(true);
  expect(desk.followed("large")).toBeDefined();
  end();
});

test("[UI14] so many are followed at once, and what has ended makes room", () => {
  const { desk, taskOf } = scene();
  for (let i = 0; i < followedMax; i++) expect(desk.follow(`${i}`)).toBe(true);
  expect(desk.follow("one more")).toBe(false);
  taskOf("7").is({ state: "failed" });
  expect(desk.follow("one more")).toBe(true);
  expect(desk.followed("7")).toBeUndefined();
});

test("[UI15] a task is cancelled by its handle, followed or not", async () => {
  const { desk, mesh, taskOf } = scene();
  desk.follow("a");
  for (const task of ["a", "b"]) await desk.cancel(mesh, task);
  expect([taskOf("a").cancelled, taskOf("b").cancelled]).toEqual([1, 1]);
});

test("[UI17] places are lent, changed and taken back, the last word counting", async () => {
  const { desk, mesh, lent } = scene();
  await desk.workFor(mesh, 2);
  expect(desk.work?.places).toBe(2);
  await desk.workFor(mesh, 1);
  await desk.workFor(mesh, 0);
  expect(desk.work).toBeUndefined();
  expect(lent).toEqual(["2", "stop", "1", "stop"]);
});
