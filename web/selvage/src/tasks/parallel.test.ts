// Many inputs of one task, whose ends come in any order.
import { expect, test } from "vitest";
import { pending, type Pending } from "../net/pending.js";
import type { TaskOptions } from "./options.js";
import { ParallelRun, type ParallelOptions, type ParallelProgress } from "./parallel.js";
import type { TaskHandle } from "./task_handle.js";
import { TaskOutput } from "./task_output.js";

interface Scene {
  readonly asked: TaskOptions[];
  readonly results: Pending<TaskOutput>[];
  readonly cancelled: number[];
  end(index: number, text: string): Promise<void>;
}

function scene<Item>(items: Iterable<Item>, options: ParallelOptions<Item>): Scene & { run: ParallelRun<Item> } {
  const asked: TaskOptions[] = [];
  const results: Pending<TaskOutput>[] = [];
  const cancelled: number[] = [];
  const run = new ParallelRun(items, options, (task) => {
    const index = asked.push(task) - 1;
    const result = (results[index] = pending<TaskOutput>());
    const cancel = (): Promise<void> => (cancelled.push(index), Promise.resolve());
    return { result: () => result.promise, cancel } as unknown as TaskHandle;
  });
  const end = async (index: number, text: string): Promise<void> => {
    results[index]?.resolve(new TaskOutput(new TextEncoder().encode(text) as Uint8Array<ArrayBuffer>));
    await new Promise((resolve) => setTimeout(resolve));
  };
  return { asked, results, cancelled, end, run };
}

test("[MP21] results are in the order of the items, however they end, and so many are asked for at once", async () => {
  const told: ParallelProgress[] = [];
  const items = [0, 1, 2, 3, 4];
  const { run, asked, end } = scene(items, { script: "s", inFlight: 2, input: (item) => item * 2, onProgress: (now) => told.push(now) });
  expect(asked).toEqual([]);
  const results = run.results();
  expect(asked.map(({ input }) => input)).toEqual([0, 2]);
  await end(1, "1");
  expect(asked.length).toBe(3);
  for (const index of [2, 0, 3, 4]) await end(index, String(index));
  expect((await results).map((output) => output.text())).toEqual(["0", "1", "2", "3", "4"]);
  expect(told.map(({ done }) => done)).toEqual([1, 2, 3, 4, 5]);
  expect(told.at(-1)).toEqual({ done: 5, failed: 0, total: 5 });
  expect(asked[0]).toEqual({ script: "s", input: 0 });
});

test("[MP21] a loop gets ends as they come, what failed among them", async () => {
  function* letters(): Generator<string> {
    yield* "abc";
  }
  const { run, results, end } = scene(letters(), { script: "s" });
  const seen: unknown[] = [];
  const loop = (async () => {
    for await (const { index, item, output, error } of run) seen.push([index, item, output?.text() ?? (error as Error).message]);
  })();
  await end(2, "C");
  results[0]?.reject(new Error("broken"));
  await end(1, "B");
  await loop;
  expect(seen).toEqual([[2, "c", "C"], [0, "a", "broken"], [1, "b", "B"]]);
});

test("[MP21] when one fails, or the loop is left, the rest is cancelled and no more is asked for", async () => {
  const failing = scene([1, 2, 3, 4], { script: "s", inFlight: 3 });
  const results = failing.run.results();
  failing.results[1]?.reject(new Error("broken"));
  await expect(results).rejects.toThrow("broken");
  expect([failing.cancelled, failing.asked.length]).toEqual([[0, 2], 3]);
  const left = scene([1, 2, 3, 4], { script: "s", inFlight: 3 });
  const loop = (async () => {
    for await (const _ of left.run) break;
  })();
  await left.end(0, "");
  await loop;
  expect([left.cancelled, left.asked.length]).toEqual([[1, 2], 3]);
  await expect(left.run.results()).rejects.toMatchObject({ kind: "bad-request" });
});
