// ParallelRun maps a task over many inputs: some are in flight at once, which whoever works shares, and their ends come as they come.
//
//   const outputs = await mesh.parallel(items, { script }).results();
//   for await (const { index, output } of mesh.parallel(items, { script })) show(index, output?.json());
//
// Nothing begins before one of the two is asked for. When the loop is left, or one of the results is missing, the rest is cancelled.
import { MeshError } from "../mesh/errors.js";
import type { TaskCode, TaskInput, TaskOptions, TaskTerms } from "./options.js";
import type { TaskHandle } from "./task_handle.js";
import type { TaskOutput } from "./task_output.js";

export interface ParallelProgress {
  readonly done: number;
  readonly failed: number;
  /** Unknown of what says item by item what it has. */
  readonly total: number | undefined;
}

export type ParallelOptions<Item> = TaskCode &
  TaskTerms & {
    /** What a task gets of its item; the item itself unless told. */
    readonly input?: (item: Item, index: number) => TaskInput;
    /** How many are asked for and not done; 256 unless told, which is the most. */
    readonly inFlight?: number;
    readonly onProgress?: (progress: ParallelProgress) => void;
  };

export interface ParallelEnd<Item> {
  readonly index: number;
  readonly item: Item;
  /** One of the two is there. */
  readonly output?: TaskOutput;
  readonly error?: unknown;
}

const inFlightMax = 256;

export class ParallelRun<Item> implements AsyncIterable<ParallelEnd<Item>> {
  readonly #items: Iterable<Item>;
  readonly #options: ParallelOptions<Item>;
  readonly #ask: (options: TaskOptions) => TaskHandle;
  #isTaken = false;

  /** @internal */
  constructor(items: Iterable<Item>, options: ParallelOptions<Item>, ask: (options: TaskOptions) => TaskHandle) {
    this.#items = items;
    this.#options = options;
    this.#ask = ask;
  }

  /** All outputs in the order of the items. Fails as the first that failed did. */
  async results(): Promise<TaskOutput[]> {
    const outputs: TaskOutput[] = [];
    for await (const { index, output, error } of this) {
      if (!output) throw error;
      outputs[index] = output;
    }
    return outputs;
  }

  async *[Symbol.asyncIterator](): AsyncGenerator<ParallelEnd<Item>, void> {
    if (this.#isTaken) throw new MeshError("bad-request", "These results were taken already", "Call parallel() again.");
    this.#isTaken = true;
    const { inFlight = inFlightMax, onProgress } = this.#options;
    const most = Math.min(Math.max(1, Math.floor(inFlight) || 1), inFlightMax);
    const total = Array.isArray(this.#items) ? this.#items.length : undefined;
    const open = new Set<TaskHandle>();
    const ended: ParallelEnd<Item>[] = [];
    let wake = (): void => {};
    const begin = (index: number, item: Item): void => {
      const task = this.#ask(this.#taskOf(item, index));
      open.add(task);
      const end = (how: object): void => {
        open.delete(task);
        ended.push({ index, item, ...how });
        wake();
      };
      task.result().then((output) => end({ output }), (error: unknown) => end({ error }));
    };
    const next = this.#items[Symbol.iterator]();
    let isExhausted = false;
    let [count, done, failed] = [0, 0, 0];
    try {
      for (;;) {
        const end = ended.shift();
        if (end) {
          if (end.output) done++;
          else failed++;
          onProgress?.({ done, failed, total });
          yield end; // Who is slow to take them is asked for no more.
          continue;
        }
        while (!isExhausted && open.size < most) {
          const one = next.next();
          isExhausted = one.done === true;
          if (one.done !== true) begin(count++, one.value);
        }
        if (open.size === 0) return;
        await new Promise<void>((resolve) => (wake = resolve));
      }
    } finally {
      if (!isExhausted) next.return?.();
      for (const task of open) task.cancel().catch(() => {}); // It was refused, or the mesh is closed.
    }
  }

  #taskOf(item: Item, index: number): TaskOptions {
    const { input, inFlight: _, onProgress: __, ...options } = this.#options;
    return { ...options, input: input ? input(item, index) : (item as TaskInput) } as TaskOptions;
  }
}
