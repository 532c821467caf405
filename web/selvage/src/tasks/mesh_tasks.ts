// MeshTasks is what a mesh knows of tasks: it asks for them, and has this page work for others if that is wanted.
import { MeshError } from "../mesh/errors.js";
import type { LineWire } from "../mesh/line_wire.js";
import type { PageSign } from "../mesh/node.js";
import { unitsPart } from "../parts.js";
import type { MeshWork, WorkOptions } from "../units/mesh_work.js";
import { Contents } from "./contents.js";
import { requestOf, type TaskOptions } from "./options.js";
import { ParallelRun, type ParallelOptions } from "./parallel.js";
import type { TaskAttempt, TaskState } from "./standing.js";
import { TaskHandle } from "./task_handle.js";

/** Of a task in the mesh's table. */
export interface ListedTask {
  readonly task: string;
  readonly label: string;
  readonly engine: "wasm" | "js" | "wgsl";
  readonly entry: string;
  readonly asker: string;
  readonly state: Exclude<TaskState, "asking">;
  readonly generation: number;
  readonly worker?: string;
  readonly permille: number;
  readonly priority: number;
  /** Seconds since 1970. */
  readonly asked_at: number;
  readonly ended_at?: number;
  readonly output_size: number;
  readonly attempts: readonly TaskAttempt[];
}

const namePattern = /^[0-9a-f]{32}$/;

export class MeshTasks {
  readonly #wire: LineWire;
  readonly #contents: Contents;
  readonly #signs = new Set<(sign: PageSign) => void>();
  #work: Promise<MeshWork> | undefined;

  constructor(wire: LineWire) {
    this.#wire = wire;
    this.#contents = new Contents(wire);
  }

  ask(options: TaskOptions): TaskHandle {
    const name = drawName();
    return this.#handle(name, this.#submit(name, options));
  }

  of(id: string): TaskHandle {
    if (!namePattern.test(id)) throw new MeshError("bad-request", "This is no task's name", "It is the `id` of who asked for it: 32 hexadecimal digits.");
    return this.#handle(id, Promise.resolve());
  }

  parallel<Item>(items: Iterable<Item>, options: ParallelOptions<Item>): ParallelRun<Item> {
    return new ParallelRun(items, options, (one) => this.ask(one));
  }

  list(): Promise<ListedTask[]> {
    return this.#wire.ask({ do: "tasks" }) as Promise<ListedTask[]>;
  }

  /** One at a time: the last one counts. */
  async work(options: WorkOptions): Promise<MeshWork> {
    const before = this.#work;
    const begun = (async () => {
      await before?.then((work) => work.stop(), () => {});
      const { MeshWork } = await unitsPart();
      const follow = (use: (sign: PageSign) => void): (() => void) => {
        this.#signs.add(use);
        return () => void this.#signs.delete(use);
      };
      return MeshWork.begin({ wire: this.#wire, contents: this.#contents, follow, failure: (...all) => new MeshError(...all) }, options);
    })();
    this.#work = begun;
    return begun;
  }

  tell(sign: PageSign): void {
    for (const use of [...this.#signs]) use(sign);
  }

  #handle(name: string, accepted: Promise<void>): TaskHandle {
    return new TaskHandle(this.#wire, this.#contents, name, accepted);
  }

  async #submit(name: string, options: TaskOptions): Promise<void> {
    await this.#wire.ask(await requestOf(name, options, this.#contents));
  }
}

function drawName(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
}
