// How it stands with a task, as the node tells it (TK1 and TK4 of spec/tasks.md, CT38), and what that means for who waits for its result.
import { MeshError } from "../mesh/errors.js";
import type { Content } from "./contents.js";

export type TaskState =
  /** Not in the mesh's table yet. */
  | "asking"
  /** Nobody does it at the moment. */
  | "pending"
  /** Somebody does. */
  | "leased"
  | "completed"
  | "failed"
  | "cancelled"
  | "too-late";

/** One that ended without a result. */
export interface TaskAttempt {
  readonly generation: number;
  /** Its peer id. */
  readonly worker: string;
  /** `unit-failed`, `too-long`, `went` and others: WU9 of spec/units.md, and TK4. */
  readonly why: string;
  readonly text: string;
}

export interface TaskStanding {
  readonly state: TaskState;
  /** How often it was given to somebody. */
  readonly generation: number;
  /** To whom last. */
  readonly worker?: string;
  /** From 0 to 1, as the unit says it. */
  readonly progress: number;
  readonly attempts: readonly TaskAttempt[];
}

/** What `task-watch` tells. */
export interface ToldStanding extends Omit<TaskStanding, "progress"> {
  readonly permille: number;
  readonly output?: Content;
}

export const asking: TaskStanding = { state: "asking", generation: 0, progress: 0, attempts: [] };

export function standingOf({ state, generation, worker, permille, attempts }: ToldStanding): TaskStanding {
  const progress = state === "completed" ? 1 : permille / 1000;
  return { state, generation, ...(worker !== undefined && { worker }), progress, attempts };
}

export const hasEnded = (state: TaskState): boolean => !["asking", "pending", "leased"].includes(state);

/** Why a task that has ended has no result. */
export function failureOf({ state, attempts }: Pick<TaskStanding, "state" | "attempts">): MeshError {
  const last = attempts.at(-1);
  const tried = last ? `; of ${attempts.length === 1 ? "one attempt" : `${attempts.length} attempts`} the last ended as ${last.why}: ${last.text}` : "";
  if (state === "cancelled") return new MeshError("task-cancelled", `The task was cancelled${tried}`, "Ask for it again, if it is still wanted.", attempts);
  if (state === "too-late")
    return new MeshError("task-too-late", `The task did not end in its time${tried}`, "Give it more (`times`), or let more pages and nodes work.", attempts);
  return new MeshError("task-failed", `The task failed${tried}`, "Look at its attempts: they say what became of each.", attempts);
}
