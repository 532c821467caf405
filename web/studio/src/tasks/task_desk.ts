// What the Studio knows of tasks: the mesh's table while somebody looks at it, where it is told; those that this page asked
// for or was told the name of; and the work that this page does for others.
import { MeshError, type TaskOptions } from "selvage";
import type { MeshLike, WorkLike } from "../session/mesh_like.js";
import { problemOf, type Problem } from "../session/problems.js";
import { FollowedTask } from "./followed_task.js";
import { groupOf, inOrder, type SeenTask } from "./seen_task.js";
import { Timeline, type WorkerRow } from "./timeline.js";

export interface DeskView {
  /** In the order in which they are shown. */
  readonly tasks: readonly SeenTask[];
  /** Whether it is known what the mesh has; undefined before anything was answered. */
  readonly isListed?: boolean;
  /** Why the table is not told, if it is not because of the role. */
  readonly problem?: Problem;
  readonly workers: readonly WorkerRow[];
  /** When this was so, and since when the table has been looked at, in milliseconds since 1970. */
  readonly at: number;
  readonly since?: number;
  readonly chosen?: string;
}

/** The node lists no more (CT39). */
export const listedMax = 1_000;
/** A handle asks until its task has ended. */
export const followedMax = 64;
/** Larger outputs are fetched when somebody wants them. */
export const fetchedSizeMax = 2 ** 20;
const lookPause = 1_000;
const tellPause = 100;

export class TaskDesk {
  readonly #mesh: () => MeshLike | undefined;
  readonly #listeners = new Set<() => void>();
  readonly #followed = new Map<string, FollowedTask>();
  readonly #timeline = new Timeline();
  #listed: readonly SeenTask[] = [];
  #view: DeskView = { tasks: [], workers: [], at: 0 };
  #work: WorkLike | undefined;
  #telling: ReturnType<typeof setTimeout> | undefined;

  constructor(mesh: () => MeshLike | undefined) {
    this.#mesh = mesh;
  }

  get view(): DeskView {
    return this.#view;
  }
  get work(): WorkLike | undefined {
    return this.#work;
  }
  subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => void this.#listeners.delete(listener);
  };

  /** Looks at the table again and again, until it is ended. */
  look(): () => void {
    let isOver = false;
    let next: ReturnType<typeof setTimeout> | undefined;
    const again = async (): Promise<void> => {
      await this.#refresh();
      if (!isOver) next = setTimeout(() => void again(), lookPause);
    };
    this.#show({ since: this.#view.since ?? Date.now() });
    void again();
    return () => {
      isOver = true;
      clearTimeout(next);
    };
  }

  choose(task: string | undefined): void {
    const { chosen: _, ...rest } = this.#view;
    this.#view = rest;
    this.#show(task === undefined ? {} : { chosen: task });
    const seen = this.#view.tasks.find((one) => one.task === task);
    if (seen && this.#isWorthFollowing(seen)) this.follow(seen.task);
  }

  followed(task: string): FollowedTask | undefined {
    return this.#followed.get(task);
  }
  runningSince(task: string): number | undefined {
    return this.#timeline.runningSince(task);
  }

  /** Of a task's log and output it is told from now on. Whether there is room for one more. */
  follow(task: string): boolean {
    const mesh = this.#mesh();
    if (!mesh) return false;
    if (!this.#followed.has(task)) {
      if (!this.#makeRoom()) return false;
      this.#followed.set(task, new FollowedTask(mesh.taskOf(task), {}, () => this.#tellSoon()));
    }
    this.#tell();
    return true;
  }

  /** Asked for by this page, and shown from now on. */
  async ask(mesh: MeshLike, options: TaskOptions): Promise<void> {
    const room = this.#makeRoom();
    const handle = mesh.task(options);
    const engine = options.module !== undefined ? "wasm" : options.script !== undefined ? "js" : "wgsl";
    const { entry = "main", label = "", priority = 0 } = options;
    const about = { engine, entry, label, priority, asker: mesh.id, asked_at: Math.floor(Date.now() / 1000) } as const;
    await handle.accepted;
    if (!room) return;
    this.#followed.set(handle.id, new FollowedTask(handle, about, () => this.#tellSoon()));
    this.choose(handle.id);
    this.#tell();
  }

  cancel(mesh: MeshLike, task: string): Promise<void> {
    return (this.#followed.get(task)?.handle ?? mesh.taskOf(task)).cancel();
  }

  /** So many units of others at once; none with 0. */
  async workFor(mesh: MeshLike, places: number): Promise<void> {
    const before = this.#work;
    this.#work = undefined;
    await before?.stop();
    if (places > 0) this.#work = await mesh.work({ places });
    this.#tell();
  }

  #isWorthFollowing({ state, output_size: size = 0 }: SeenTask): boolean {
    return groupOf(state) !== "ended" || (state === "completed" && size <= fetchedSizeMax);
  }

  /** What has ended is forgotten first, the oldest before the others. */
  #makeRoom(): boolean {
    if (this.#followed.size < followedMax) return true;
    for (const [task, { isOver }] of this.#followed)
      if (isOver && task !== this.#view.chosen) return this.#followed.delete(task);
    return false;
  }

  async #refresh(): Promise<void> {
    try {
      this.#listed = (await this.#mesh()?.tasks()) ?? [];
      this.#forget("problem");
      this.#show({ isListed: true });
    } catch (failure) {
      this.#listed = [];
      this.#forget("problem");
      const isForbidden = failure instanceof MeshError && failure.kind === "not-allowed";
      this.#show({ isListed: false, ...(!isForbidden && { problem: problemOf(failure) }) });
    }
    this.#tell();
  }

  #forget(what: "problem"): void {
    const { [what]: _, ...rest } = this.#view;
    this.#view = rest;
  }

  #tellSoon(): void {
    this.#telling ??= setTimeout(() => this.#tell(), tellPause);
  }

  #tell(): void {
    clearTimeout(this.#telling);
    this.#telling = undefined;
    const at = Date.now();
    const listed = new Map(this.#listed.map((one) => [one.task, one]));
    for (const [task, followed] of this.#followed) listed.set(task, followed.seen(listed.get(task)));
    const tasks = inOrder([...listed.values()]);
    this.#timeline.look(tasks, at);
    this.#show({ tasks, at, workers: this.#timeline.rows(at) });
  }

  #show(change: Partial<DeskView>): void {
    this.#view = { ...this.#view, ...change };
    for (const listener of this.#listeners) listener();
  }
}
