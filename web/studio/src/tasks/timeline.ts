// Who ran what, and when, as this page saw it: the table tells who has a task now and how attempts ended, but not when they
// began. So a bar begins when its lease is first seen, and there are none of what was before.
import { groupOf, isOfUnit, nameOf, type SeenTask } from "./seen_task.js";

export type BarEnd =
  | "running"
  | "done"
  /** By the unit's own fault. */
  | "failed"
  /** Taken from its worker, or given back by it. */
  | "reclaimed"
  /** Not wanted any more: cancelled, too late, or done by another one. */
  | "stopped";

export interface Bar {
  readonly task: string;
  readonly name: string;
  readonly worker: string;
  readonly generation: number;
  /** Milliseconds since 1970. */
  readonly from: number;
  readonly to: number;
  readonly end: BarEnd;
}

export interface WorkerRow {
  readonly worker: string;
  /** Those who began last first. */
  readonly bars: readonly Bar[];
}

/** Bars of one time stand below one another, in so many lanes; more of them share the last. */
export interface Lanes {
  readonly count: number;
  /** Of each bar, in their order. */
  readonly of: readonly number[];
}

export const spanMillis = 5 * 60_000;
const drawnSteps = [20_000, 60_000, 2 * 60_000, spanMillis];
export const workersShownMax = 16;
/** Of those that have ended; the oldest go. */
export const barsMax = 400;
export const lanesMax = 4;

export class Timeline {
  readonly #running = new Map<string, Bar>();
  /** The last generation that was seen of each task. */
  #known = new Map<string, number>();
  #ended: Bar[] = [];
  #lastLook: number | undefined;

  /** When it was first seen that this task runs, if it does. */
  runningSince(task: string): number | undefined {
    return this.#running.get(task)?.from;
  }

  look(tasks: readonly SeenTask[], now: number): void {
    const known = new Map<string, number>();
    for (const task of tasks) {
      this.#lookAt(task, now);
      known.set(task.task, task.generation);
    }
    for (const [task, bar] of this.#running) if (!known.has(task)) this.#finish(bar, "stopped", now);
    this.#known = known;
    this.#lastLook = now;
    this.#ended = this.#ended.filter(({ to }) => to >= now - spanMillis).slice(-barsMax);
  }

  /** The workers of the last while, those who began last first. */
  rows(now: number): WorkerRow[] {
    const rows = new Map<string, Bar[]>();
    const all = [...this.#ended, ...[...this.#running.values()].map((bar) => ({ ...bar, to: now }))];
    for (const bar of all.sort((a, b) => b.from - a.from)) {
      const row = rows.get(bar.worker);
      if (row) row.push(bar);
      else rows.set(bar.worker, [bar]);
    }
    return [...rows].map(([worker, bars]) => ({ worker, bars }));
  }

  #lookAt(task: SeenTask, now: number): void {
    const running = this.#running.get(task.task);
    const isThisRun = task.state === "leased" && running?.generation === task.generation;
    if (running && !isThisRun) this.#finish(running, endOf(task, running.generation), endedAt(task, running, now));
    if (this.#lastLook !== undefined) this.#addUnseen(task, running, now);
    if (task.state === "leased" && task.worker !== undefined && !isThisRun) this.#running.set(task.task, barOf(task, task.generation, task.worker, now));
  }

  /** Leases that began and ended between two looks. */
  #addUnseen(task: SeenTask, running: Bar | undefined, now: number): void {
    const known = this.#known.get(task.task) ?? 0;
    const from = Math.min(now, Math.max(this.#lastLook ?? now, (task.asked_at ?? 0) * 1000));
    const isUnseen = (generation: number): boolean => generation > known && generation !== running?.generation;
    for (const { generation, worker } of task.attempts)
      if (isUnseen(generation)) this.#ended.push({ ...barOf(task, generation, worker, from), to: now, end: endOf(task, generation) });
    const hasAttempt = task.attempts.some(({ generation }) => generation === task.generation);
    const hasEndedNow = groupOf(task.state) === "ended" && task.worker !== undefined && isUnseen(task.generation) && !hasAttempt;
    if (hasEndedNow) this.#ended.push({ ...barOf(task, task.generation, task.worker as string, from), to: now, end: endOf(task, task.generation) });
  }

  #finish(bar: Bar, end: BarEnd, to: number): void {
    this.#running.delete(bar.task);
    this.#ended.push({ ...bar, to, end });
  }
}

const barOf = (task: SeenTask, generation: number, worker: string, from: number): Bar => {
  return { task: task.task, name: nameOf(task), worker, generation, from, to: from, end: "running" };
};

function endOf({ attempts, state, generation: last }: SeenTask, generation: number): BarEnd {
  const attempt = attempts.find((one) => one.generation === generation);
  if (attempt) return isOfUnit(attempt.why) ? "failed" : "reclaimed";
  return state === "completed" && generation === last ? "done" : "stopped";
}

function endedAt({ ended_at: ended }: SeenTask, { from }: Bar, now: number): number {
  return ended === undefined ? now : Math.min(now, Math.max(from, ended * 1000));
}

export const endTexts: Readonly<Record<BarEnd, string>> = {
  running: "running",
  done: "done",
  failed: "failed",
  reclaimed: "taken back",
  stopped: "stopped",
};

/** "1 running, 3 done, 1 taken back": for who does not see the bars. */
export function summaryOfBars(bars: readonly Bar[]): string {
  const counts = (Object.keys(endTexts) as BarEnd[]).map((end) => [bars.filter((bar) => bar.end === end).length, endTexts[end]] as const);
  return counts.filter(([count]) => count > 0).map(([count, text]) => `${count} ${text}`).join(", ");
}

export function lanesOf(bars: readonly Bar[]): Lanes {
  const ends: number[] = [];
  const inTime = bars.map((bar, index) => ({ bar, index })).sort((a, b) => a.bar.from - b.bar.from);
  const lanes = new Array<number>(bars.length).fill(0);
  for (const { bar, index } of inTime) {
    const free = ends.findIndex((end) => end <= bar.from);
    const lane = Math.min(free < 0 ? ends.length : free, lanesMax - 1);
    ends[lane] = Math.max(ends[lane] ?? 0, bar.to);
    lanes[index] = lane;
  }
  return { count: Math.max(1, ends.length), of: lanes };
}

/** How much of the last while is drawn: no more than what there is, so that short runs are not specks. */
export function drawnMillis(rows: readonly WorkerRow[], now: number): number {
  const first = Math.min(now, ...rows.flatMap(({ bars }) => bars.map(({ from }) => from)));
  return drawnSteps.find((step) => step >= now - first) ?? spanMillis;
}

/** Where a bar stands in what is drawn, in hundredths of its width. */
export function placeOf({ from, to }: Bar, now: number, drawn: number): { readonly left: number; readonly width: number } {
  const left = Math.max(0, 100 - ((now - from) / drawn) * 100);
  const right = Math.min(100, 100 - ((now - to) / drawn) * 100);
  return { left, width: Math.max(0, right - left) };
}
