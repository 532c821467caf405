// Pages of the tests that ask for tasks, or work.
import type { Page } from "playwright-core";
import type { JoinOptions } from "../src/join.js";
import type { TaskInput, TaskTerms } from "../src/tasks/options.js";
import type { TaskAttempt } from "../src/tasks/standing.js";
import type { TaskHandle } from "../src/tasks/task_handle.js";
import type { MeshWork, WorkOptions } from "../src/units/mesh_work.js";
import { joinIn, status, type Kept } from "./mesh_page.js";
import { until } from "./terminal.js";

/** As it is in the page. */
interface KeptTasks extends Kept {
  task: TaskHandle;
  lines: string[];
  work: MeshWork;
}
export type TestTask = TaskTerms & { readonly input?: TaskInput } & ({ readonly script: string } | { readonly bytes: readonly number[] });

export interface TestResult {
  readonly text?: string;
  readonly kind?: string;
  readonly attempts?: readonly TaskAttempt[];
  readonly generation: number;
  readonly worker: string | undefined;
}

/** Joined, and connected with so many others. */
export async function joinWith(page: Page, how: JoinOptions, others: number): Promise<string> {
  const id = await joinIn(page, how);
  await until(() => status(page), ({ peers }) => peers >= others);
  return id;
}

export const work = (page: Page, options: WorkOptions = {}): Promise<readonly string[]> =>
  page.evaluate(async (options) => {
    const global = globalThis as unknown as KeptTasks;
    global.work = await global.mesh.work(options);
    return global.work.engines;
  }, options);

export const running = (page: Page): Promise<number> => page.evaluate(() => (globalThis as unknown as KeptTasks).work.running);

/** Asks, and does not wait; its name. */
export const ask = (page: Page, task: TestTask): Promise<string> =>
  page.evaluate(async (given: object) => {
    const global = globalThis as unknown as KeptTasks;
    const { script, bytes = [], ...terms } = given as TaskTerms & { script?: string; bytes?: number[] };
    const code = script === undefined ? { module: Uint8Array.from(bytes) } : { script };
    global.task = global.mesh.task({ ...terms, ...code });
    global.lines = [];
    global.task.onLog((line) => global.lines.push(line));
    await global.task.accepted;
    return global.task.id;
  }, task as object);

export const cancel = (page: Page): Promise<void> => page.evaluate(() => (globalThis as unknown as KeptTasks).task.cancel());
export const lines = (page: Page): Promise<string[]> => page.evaluate(() => (globalThis as unknown as KeptTasks).lines);

/** What became of what was asked for last, or of the task of this name. */
export const result = (page: Page, id?: string): Promise<TestResult> =>
  page.evaluate(async (id) => {
    const { mesh, task: last } = globalThis as unknown as KeptTasks;
    const task = id === undefined ? last : mesh.taskOf(id);
    const end = await task.result().then(
      (output) => ({ text: output.text() }),
      ({ kind, attempts }: { kind: string; attempts: TaskAttempt[] }) => ({ kind, attempts }),
    );
    const { generation, worker } = task.standing;
    return { ...end, generation, worker };
  }, id);

export const done = async (page: Page, task: TestTask): Promise<TestResult> => {
  await ask(page, task);
  return result(page);
};
