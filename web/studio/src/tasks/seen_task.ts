// A task as this page knows it: of the mesh's table, where that is told, or of what its own handle says; and words for that.
import type { ListedTask, TaskAttempt, TaskState } from "selvage";
import { timeText } from "../ui/words.js";

/** What the table tells; of a task that only its name is known of, some of it is missing. */
export type SeenTask = Pick<ListedTask, "task" | "generation" | "permille" | "attempts"> &
  Partial<Omit<ListedTask, "state">> & { readonly state: TaskState };

export type Group = "running" | "waiting" | "ended";
export const groups = ["running", "waiting", "ended"] as const satisfies readonly Group[];

export function groupOf(state: TaskState): Group {
  if (state === "leased") return "running";
  return state === "pending" || state === "asking" ? "waiting" : "ended";
}

export const stateTexts: Readonly<Record<TaskState, string>> = {
  asking: "Is asked for",
  pending: "Waits",
  leased: "Runs",
  completed: "Done",
  failed: "Failed",
  cancelled: "Cancelled",
  "too-late": "Too late",
};

// What a later version calls otherwise stays as it is called.
const engineTexts = new Map([
  ["wasm", "WebAssembly"],
  ["js", "Script"],
  ["wgsl", "Shader"],
]);
export const engineText = (engine: string): string => engineTexts.get(engine) ?? engine;

// WU9 of spec/units.md, and TK4: the first are of the unit and count against it, the others are of its worker.
const ofUnit = new Map([
  ["unit-failed", "the unit said that it failed, or threw"],
  ["unit-invalid", "there is no such entry, or no code of this kind"],
  ["too-much", "it took more memory, or gave more output, than it may"],
  ["too-long", "it took longer than it may"],
  ["crashed", "it crashed"],
]);
const ofWorker = new Map([
  ["no-engine", "the worker has no such engine"],
  ["stopped", "the worker stopped it"],
  ["given-back", "the worker gave it back"],
  ["went", "the worker went"],
  ["fell-silent", "the worker was not heard any more"],
]);

export const isOfUnit = (why: string): boolean => ofUnit.has(why);
export const whyText = (why: string): string => ofUnit.get(why) ?? ofWorker.get(why) ?? why;

/** "the worker went: …" */
export function attemptText({ why, text }: TaskAttempt): string {
  return `${whyText(why)}${text === "" ? "" : `: ${text}`}`;
}

export const nameOf = ({ label, entry, task }: SeenTask): string => label || (entry === undefined ? task.slice(0, 8) : `${entry} ${task.slice(0, 8)}`);

export function durationText(millis: number): string {
  const seconds = Math.max(0, Math.floor(millis / 1000));
  if (seconds < 60) return `${seconds} s`;
  const minutes = Math.floor(seconds / 60);
  if (minutes < 60) return `${minutes} min ${seconds % 60} s`;
  return `${Math.floor(minutes / 60)} h ${minutes % 60} min`;
}

/** When it was asked for, or how long it took, in words. The mesh tells its times in whole seconds. */
export function ageText({ asked_at: asked, ended_at: ended }: SeenTask, now: number): string {
  if (asked === undefined) return ended === undefined ? "" : `ended at ${clockText(ended)}`;
  if (ended !== undefined) return `ended at ${clockText(ended)}, after ${durationText((ended - asked) * 1000)}`;
  return `asked for ${durationText(now - asked * 1000)} ago`;
}

const clockText = (seconds: number): string => timeText(seconds * 1000).slice(0, 8);

/** What runs, what waits in the order in which it is likely to be done (TK21), and what ended, the last one first. */
export function inOrder(tasks: readonly SeenTask[]): SeenTask[] {
  const [running, waiting, ended] = groups.map((group) => tasks.filter(({ state }) => groupOf(state) === group)) as [SeenTask[], SeenTask[], SeenTask[]];
  const asked = ({ asked_at: at = 0 }: SeenTask): number => at;
  running.sort((a, b) => asked(a) - asked(b));
  waiting.sort((a, b) => (b.priority ?? 0) - (a.priority ?? 0) || asked(a) - asked(b));
  ended.sort((a, b) => (b.ended_at ?? 0) - (a.ended_at ?? 0));
  return [...running, ...waiting, ...ended];
}

export interface TaskFilter {
  readonly words: string;
  /** All if there is none. */
  readonly groups: ReadonlySet<Group>;
}

export function found(tasks: readonly SeenTask[], filter: TaskFilter): SeenTask[] {
  const words = filter.words.toLowerCase().split(/\s+/).filter(Boolean);
  return tasks.filter((task) => {
    if (filter.groups.size > 0 && !filter.groups.has(groupOf(task.state))) return false;
    const text = [nameOf(task), task.task, task.worker, task.asker, task.engine && engineText(task.engine), stateTexts[task.state]].join(" ").toLowerCase();
    return words.every((word) => text.includes(word));
  });
}
