// What a runner and its Worker say to one another, over a port that the Worker's unit cannot reach.
import type { UnitRun, Why } from "./unit.js";

/** What a Worker can do, which the page's policy may limit. */
export interface Facts {
  readonly wasm: boolean;
  readonly simd: boolean;
  readonly js: boolean;
  /** The adapter's words about itself. */
  readonly gpu?: string;
}

export type ToUnitWorker = { readonly kind: "run"; readonly unit: UnitRun } | { readonly kind: "which" };

export type FromUnitWorker =
  | { readonly kind: "ready" }
  /** What a unit must not find could not be taken away. */
  | { readonly kind: "unfit"; readonly text: string }
  | { readonly kind: "facts"; readonly facts: Facts }
  | { readonly kind: "progress"; readonly part: number }
  | { readonly kind: "log"; readonly line: string }
  | { readonly kind: "edit"; readonly edit: string }
  | { readonly kind: "done"; readonly output: Uint8Array<ArrayBuffer> }
  | { readonly kind: "failed"; readonly why: Why; readonly text: string };
