// What this Worker can do: some of it is the browser's, some the page's policy.
import type { Facts } from "../messages.js";
import type { Gpu } from "./gpu.js";

/** Functions of one instruction: nothing, and a vector that is dropped. */
const empty = [0, 0x61, 0x73, 0x6d, 1, 0, 0, 0];
const vector = [...empty, 1, 4, 1, 0x60, 0, 0, 3, 2, 1, 0, 10, 9, 1, 7, 0, 0x41, 0, 0xfd, 0x0f, 0x1a, 0x0b];

const works = (attempt: () => unknown): boolean => {
  try {
    return Boolean(attempt());
  } catch {
    return false;
  }
};

export const canCompile = (): boolean => works(() => new WebAssembly.Module(new Uint8Array(empty)));
export const canEvaluate = (): boolean => works(() => new Function("return true")());

export async function factsOf(gpu: Gpu | undefined): Promise<Facts> {
  const wasm = canCompile();
  const simd = wasm && works(() => WebAssembly.validate(new Uint8Array(vector)));
  const info = await adapterInfo(gpu);
  return { wasm, simd, js: canEvaluate(), ...(info === undefined ? {} : { gpu: info }) };
}

async function adapterInfo(gpu: Gpu | undefined): Promise<string | undefined> {
  try {
    const adapter = await gpu?.requestAdapter();
    if (!adapter) return undefined;
    const { vendor, architecture, description } = adapter.info;
    return [vendor, architecture, description].filter(Boolean).join(" ") || "unknown";
  } catch {
    return undefined;
  }
}
