// TaskHandle is a task as a page sees it that asked for it, or knows its name. Nothing is asked about it until somebody wants to know.
//
//   const task = mesh.task({ script, input: { size: 3 } });
//   task.watch(({ state, progress }) => show(state, progress));
//   const output = await task.result();
import type { LineWire, Told } from "../mesh/line_wire.js";
import { reportLater } from "../net/errors.js";
import { pending } from "../net/pending.js";
import type { Contents } from "./contents.js";
import { asking, failureOf, hasEnded, standingOf, type TaskStanding, type ToldStanding } from "./standing.js";
import { TaskOutput } from "./task_output.js";

export class TaskHandle {
  /** Its name: who knows it may wait for it, at any member (`mesh.taskOf(id)`). */
  readonly id: string;
  /** When it is in the mesh's table: from then on it is done, also when this page is closed. Fails if it was refused. */
  readonly accepted: Promise<void>;
  readonly #wire: LineWire;
  readonly #contents: Contents;
  readonly #result = pending<TaskOutput>();
  readonly #watchers = new Set<(standing: TaskStanding) => void>();
  readonly #readers = new Set<(line: string) => void>();
  #standing = asking;
  #isFollowing = false;

  /** @internal */
  constructor(wire: LineWire, contents: Contents, id: string, accepted: Promise<void>) {
    this.id = id;
    this.accepted = accepted;
    this.#wire = wire;
    this.#contents = contents;
    accepted.catch(() => {});
  }

  /** How it stood last. */
  get standing(): TaskStanding {
    return this.#standing;
  }

  /** What it came to. Fails with a MeshError: `task-failed`, which has the attempts, `task-cancelled`, `task-too-late`, or what refused it. */
  result(): Promise<TaskOutput> {
    this.#follow();
    return this.#result.promise;
  }

  /** Calls with how it stands, and again whenever that is something else, until it is ended. */
  watch(use: (standing: TaskStanding) => void): () => void {
    const own = (standing: TaskStanding): void => use(standing); // One function may watch twice.
    this.#watchers.add(own);
    this.#follow();
    use(this.#standing);
    return () => void this.#watchers.delete(own);
  }
  /** Calls with each line that it logs from now on, as far as they come through. */
  onLog(use: (line: string) => void): () => void {
    const own = (line: string): void => use(line);
    this.#readers.add(own);
    this.#follow();
    return () => void this.#readers.delete(own);
  }
  /** How it stands as a loop, which ends with the task. What came and went while the loop did something else is left out. */
  async *standings(): AsyncGenerator<TaskStanding, void> {
    let wake = (): void => {};
    let shown: TaskStanding | undefined;
    let failure: { readonly why: unknown } | undefined;
    const end = this.watch(() => wake());
    // Of what cannot be known any more the loop fails; a task that failed has just ended.
    this.result().catch((why) => ((failure = { why }), wake()));
    try {
      for (;;) {
        if (shown !== this.#standing) yield (shown = this.#standing);
        else if (hasEnded(shown.state)) return;
        else if (failure as { why: unknown } | undefined) throw (failure as unknown as { why: unknown }).why;
        else await new Promise<void>((resolve) => (wake = resolve));
      }
    } finally {
      end();
    }
  }

  /** Ends it, wherever it is: whoever runs it is told to stop. What has ended stays as it is. */
  async cancel(): Promise<void> {
    await this.accepted;
    await this.#wire.ask({ do: "task-cancel", task: this.id });
  }

  #follow(): void {
    if (this.#isFollowing) return;
    this.#isFollowing = true;
    const fail = (failure: unknown): void => this.#result.reject(failure);
    this.accepted.then(() => {
      let isOver = false;
      let end: ((isOver: boolean) => void) | undefined;
      const hear = (told: Told): void => {
        isOver ||= this.#hear(told);
        if (isOver) end?.(true);
      };
      end = this.#wire.watch({ do: "task-watch", task: this.id }, (_, told) => hear(told), fail);
      if (isOver) end(true); // A brain in this thread may have told it at once.
    }, fail);
  }

  /** Whether that was the last of it. */
  #hear({ is, log }: Told): boolean {
    if (log !== undefined) tellAll(this.#readers, log);
    if (is === undefined) return false;
    const told = is as ToldStanding;
    this.#standing = standingOf(told);
    const { state } = this.#standing;
    if (state === "completed")
      this.#contents.fetch(told.output ?? "").then((bytes) => this.#result.resolve(new TaskOutput(bytes)), (failure) => this.#result.reject(failure));
    else if (hasEnded(state)) this.#result.reject(failureOf(this.#standing));
    tellAll(this.#watchers, this.#standing);
    return hasEnded(state);
  }
}

function tellAll<Told>(all: ReadonlySet<(told: Told) => void>, told: Told): void {
  for (const use of [...all])
    try {
      use(told);
    } catch (failure) {
      reportLater(failure);
    }
}
