// Bars of leases, from looks at the table that come once in a while.
import { expect, test } from "vitest";
import type { SeenTask } from "./seen_task.js";
import { barsMax, drawnMillis, lanesMax, lanesOf, placeOf, spanMillis, summaryOfBars, Timeline, type Bar } from "./timeline.js";

const start = 1_000_000;
const task = (more: Partial<SeenTask>): SeenTask => ({ task: "t", state: "pending", generation: 0, permille: 0, attempts: [], asked_at: start / 1000, ...more });
const leased = (generation: number, worker: string, more: Partial<SeenTask> = {}): SeenTask => task({ state: "leased", generation, worker, ...more });
const attempt = (generation: number, worker: string, why: string) => ({ generation, worker, why, text: "" });

/** "worker generation end from-to", in seconds since the first look. */
function told(timeline: Timeline, now: number): string[] {
  const seconds = (at: number): number => (at - start) / 1000;
  return timeline.rows(now).flatMap(({ bars }) => bars.map(({ worker, generation, end, from, to }) => `${worker} ${generation} ${end} ${seconds(from)}-${seconds(to)}`));
}

test("[UI13] a lease is a bar from when it was seen to when it ended, and one that was taken back is another one's next", () => {
  const timeline = new Timeline();
  timeline.look([task({})], start);
  expect(told(timeline, start)).toEqual([]);
  timeline.look([leased(1, "ann")], start + 1_000);
  expect(timeline.runningSince("t")).toBe(start + 1_000);
  expect(told(timeline, start + 3_000)).toEqual(["ann 1 running 1-3"]);
  const lost = [attempt(1, "ann", "fell-silent")];
  timeline.look([leased(2, "bob", { attempts: lost })], start + 4_000);
  expect(told(timeline, start + 4_000)).toEqual(["bob 2 running 4-4", "ann 1 reclaimed 1-4"]);
  timeline.look([task({ state: "completed", generation: 2, worker: "bob", attempts: lost, ended_at: start / 1000 + 5 })], start + 6_000);
  expect(told(timeline, start + 6_000)).toEqual(["bob 2 done 4-5", "ann 1 reclaimed 1-4"]);
  expect(timeline.runningSince("t")).toBeUndefined();
  timeline.look([], start + 7_000);
  expect(told(timeline, start + 7_000)).toHaveLength(2);
});

test("[UI13] leases between two looks are bars too, each once; what was before the first look has none", () => {
  const timeline = new Timeline();
  const ended = task({ task: "before", state: "completed", generation: 1, worker: "ann", ended_at: start / 1000 });
  timeline.look([ended], start);
  expect(told(timeline, start)).toEqual([]);
  const attempts = [attempt(1, "ann", "unit-failed"), attempt(2, "bob", "given-back")];
  const quick = task({ state: "completed", generation: 3, worker: "cat", attempts });
  for (const at of [start + 1_000, start + 2_000]) timeline.look([ended, quick], at);
  expect(told(timeline, start + 2_000).sort()).toEqual(["ann 1 failed 0-1", "bob 2 reclaimed 0-1", "cat 3 done 0-1"]);
});

test("[UI13] who was stopped is told apart from who was done and who failed", () => {
  const timeline = new Timeline();
  const three = ["a", "b", "c"].map((name) => leased(1, name, { task: name }));
  timeline.look(three, start);
  timeline.look(
    [
      task({ task: "a", state: "cancelled", generation: 1, worker: "a" }),
      task({ task: "b", state: "failed", generation: 1, worker: "b", attempts: [attempt(1, "b", "too-long")] }),
    ],
    start + 1_000,
  );
  const all = timeline.rows(start + 1_000).flatMap(({ bars }) => bars);
  expect(all.map(({ worker, end }) => `${worker} ${end}`).sort()).toEqual(["a stopped", "b failed", "c stopped"]);
  expect(summaryOfBars(all)).toBe("1 failed, 2 stopped");
});

test("[UI13] what is older than the span goes, and there are not more bars than are drawn", () => {
  const timeline = new Timeline();
  timeline.look([leased(1, "ann")], start);
  timeline.look([task({ state: "completed", generation: 1, worker: "ann" })], start + 1_000);
  timeline.look([], start + 1_000 + spanMillis);
  expect(told(timeline, start)).toHaveLength(1);
  timeline.look([], start + 1_001 + spanMillis);
  expect(told(timeline, start)).toEqual([]);
  const many = Array.from({ length: barsMax + 5 }, (_, i) => task({ task: `${i}`, state: "completed", generation: 1, worker: "ann" }));
  timeline.look(many, start + 2_000 + spanMillis);
  expect(told(timeline, start)).toHaveLength(barsMax);
});

test("[UI13] bars of one time stand below one another, those behind one another in one lane", () => {
  const bar = (from: number, to: number): Bar => ({ task: "t", name: "t", worker: "ann", generation: 1, from, to, end: "done" });
  expect(lanesOf([])).toEqual({ count: 1, of: [] });
  expect(lanesOf([bar(20, 30), bar(5, 15), bar(0, 10)])).toEqual({ count: 2, of: [0, 1, 0] });
  const crowd = Array.from({ length: 9 }, () => bar(0, 10));
  expect(lanesOf(crowd).count).toBe(lanesMax);
  expect(placeOf(bar(start - 30_000, start), start, 60_000)).toEqual({ left: 50, width: 50 });
  expect(placeOf(bar(start - 2 * spanMillis, start - spanMillis / 4), start, spanMillis)).toEqual({ left: 0, width: 75 });
  const drawn = (from: number): number => drawnMillis([{ worker: "ann", bars: [bar(from, from), bar(start, start)] }], start);
  expect([start, start - 20_000, start - 20_001, start - spanMillis, start - 2 * spanMillis].map(drawn)).toEqual([20_000, 20_000, 60_000, spanMillis, spanMillis]);
  expect(drawnMillis([], start)).toBe(20_000);
});
