// What this place can run, for who hands out work.
import type { Engine } from "./unit.js";
import { WorkerStarter } from "./worker_starter.js";

export interface Which {
  readonly engines: readonly Engine[];
  /** Whether its WebAssembly has vectors of 128 bits. */
  readonly simd: boolean;
  readonly cores: number;
  /** The adapter's words about itself. */
  readonly gpu?: string;
}

/** Node's older ones do not tell, and have no Workers for units either. */
export const coresOf = (): number => (globalThis.navigator as Navigator | undefined)?.hardwareConcurrency ?? 1;

/** Asks a Worker as units have it: what runs there may be less than in the page. */
export async function which(): Promise<Which> {
  const starter = new WorkerStarter();
  const worker = await starter.started(starter.begin());
  const cores = coresOf();
  if (typeof worker === "string") return { engines: [], simd: false, cores };
  const { wasm, simd, js, gpu } = await worker.which();
  worker.end();
  const runs: Record<Engine, boolean> = { wasm, js, wgsl: gpu !== undefined };
  const engines = (Object.keys(runs) as Engine[]).filter((engine) => runs[engine]);
  return { engines, simd, cores, ...(gpu === undefined ? {} : { gpu }) };
}
