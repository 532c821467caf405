// TaskRun is the task of one component: how it stands, what it came to, and its end a moment after the component has gone. Of several
// that it began the last one counts.
import type { TaskOptions } from "../tasks/options.js";
import { hasEnded, type TaskState } from "../tasks/standing.js";
import type { TaskHandle } from "../tasks/task_handle.js";
import type { TaskOutput } from "../tasks/task_output.js";

/** Where tasks are asked for: a mesh. */
export interface TaskSource {
  task(options: TaskOptions): TaskHandle;
}

export interface ShownTask {
  /** `idle` until one is run. */
  readonly state: "idle" | TaskState;
  /** From 0 to 1. */
  readonly progress: number;
  readonly output: TaskOutput | undefined;
  /** Why there is no output: a MeshError. */
  readonly error: Error | undefined;
}

export const idle: ShownTask = { state: "idle", progress: 0, output: undefined, error: undefined };

export class TaskRun {
  readonly #listeners = new Set<() => void>();
  #shown = idle;
  #task: TaskHandle | undefined;
  #ending: ReturnType<typeof setTimeout> | undefined;

  readonly read = (): ShownTask => this.#shown;

  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    clearTimeout(this.#ending);
    return () => {
      // StrictMode comes back at once.
      if (this.#listeners.delete(listener) && this.#listeners.size === 0) this.#ending = setTimeout(() => this.cancel(), 0);
    };
  };

  begin(mesh: TaskSource, options: TaskOptions): TaskHandle {
    this.cancel();
    const task = mesh.task(options);
    this.#task = task;
    const show = (more: Partial<ShownTask>): void => {
      if (this.#task === task) this.#show({ ...this.#shown, ...more });
    };
    this.#shown = idle;
    // An end is shown with what comes of it.
    task.watch(({ state, progress }) => (hasEnded(state) ? undefined : show({ state, progress })));
    task.result().then(
      (output) => show({ state: "completed", progress: 1, output }),
      (failure: unknown) => {
        const { state } = task.standing;
        const error = failure instanceof Error ? failure : new Error(String(failure));
        show({ state: hasEnded(state) && state !== "completed" ? state : "failed", error });
      },
    );
    return task;
  }

  /** What has ended stays as it is shown. */
  cancel(): void {
    if (this.#shown.state === "idle" || hasEnded(this.#shown.state)) return;
    this.#task?.cancel().catch(() => {}); // It was refused, or the mesh is closed: its result says so.
  }

  #show(shown: ShownTask): void {
    this.#shown = shown;
    for (const listener of [...this.#listeners]) listener();
  }
}
