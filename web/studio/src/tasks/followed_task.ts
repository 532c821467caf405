// One task whose handle this page has: what its handle told last, the lines that it logged since, and its output.
import type { TaskOutput, TaskStanding } from "selvage";
import type { TaskLike } from "../session/mesh_like.js";
import { problemOf } from "../session/problems.js";
import { groupOf, type SeenTask } from "./seen_task.js";

export const linesMax = 200;

export class FollowedTask {
  readonly handle: TaskLike;
  /** What is known of it besides, because this page asked for it. */
  readonly #about: Partial<SeenTask>;
  readonly #tell: () => void;
  #standing: TaskStanding;
  #endedAt: number | undefined;
  #lines: readonly string[] = [];
  #linesGone = 0;
  #output: TaskOutput | undefined;
  #failure: string | undefined;

  constructor(handle: TaskLike, about: Partial<SeenTask>, tell: () => void) {
    this.handle = handle;
    this.#about = about;
    this.#tell = tell;
    this.#standing = handle.standing;
    handle.watch((standing) => this.#hear(standing));
    handle.onLog((line) => this.#read(line));
    handle.result().then((output) => this.#take(output), (failure) => this.#miss(failure));
  }

  get isOver(): boolean {
    return this.#failure !== undefined || groupOf(this.#standing.state) === "ended";
  }
  get lines(): readonly string[] {
    return this.#lines;
  }
  /** How many lines there were before those that are kept. */
  get linesGone(): number {
    return this.#linesGone;
  }
  get output(): TaskOutput | undefined {
    return this.#output;
  }
  /** Why its output, or anything of it, cannot be known. */
  get failure(): string | undefined {
    return this.#failure;
  }

  /** With what the table says of it, if it does: the handle hears sooner. */
  seen(listed: SeenTask | undefined): SeenTask {
    const { state, generation, worker, progress, attempts } = this.#standing;
    if (listed && (state === "asking" || this.#isBehind(listed))) return { ...this.#about, ...listed };
    const known = { ...this.#about, ...listed, task: this.handle.id };
    const ended = known.ended_at ?? this.#endedAt;
    return {
      ...known,
      ...{ state, generation, attempts, permille: Math.round(progress * 1000) },
      ...(worker !== undefined && { worker }),
      ...(ended !== undefined && { ended_at: ended }),
    };
  }

  #isBehind({ state, generation }: SeenTask): boolean {
    return generation > this.#standing.generation || (groupOf(state) === "ended" && groupOf(this.#standing.state) !== "ended");
  }

  #hear(standing: TaskStanding): void {
    // When it ended is known of an end that was seen as it came, and not of one that is heard of first.
    const isWatched = this.#standing.state !== "asking" || this.#about.asked_at !== undefined;
    if (isWatched && groupOf(this.#standing.state) !== "ended" && groupOf(standing.state) === "ended") this.#endedAt = Math.floor(Date.now() / 1000);
    this.#standing = standing;
    this.#tell();
  }
  #read(line: string): void {
    const lines = [...this.#lines, line];
    this.#linesGone += Math.max(0, lines.length - linesMax);
    this.#lines = lines.slice(-linesMax);
    this.#tell();
  }
  #take(output: TaskOutput): void {
    this.#output = output;
    this.#tell();
  }
  #miss(failure: unknown): void {
    const hasNone = ["failed", "cancelled", "too-late"].includes(this.#standing.state);
    if (!hasNone) this.#failure = problemOf(failure).cause;
    this.#tell();
  }
}
