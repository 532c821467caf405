// The page of docs/tasks.md, run by its test: what it asks for, and how it works for others, lies in `guide`.
import { join, MeshError, type Mesh } from "selvage";

// [script]
const primes = `
  function main(input, host) {
    const { from, to } = host.json();
    let count = 0;
    for (let n = Math.max(from, 2); n < to; n++) {
      let isPrime = true;
      for (let d = 2; d * d <= n && isPrime; d++) isPrime = n % d !== 0;
      if (isPrime) count++;
      if (n % 1000 === 0) host.progress((n - from) / (to - from));
    }
    return count;
  }`;
// [/script]

async function count(mesh: Mesh): Promise<unknown> {
  // [ask]
  const task = mesh.task({ script: primes, input: { from: 0, to: 10_000 }, label: "primes" });
  const output = await task.result();
  console.log(output.json()); // 1229
  // [/ask]
  return output.json();
}

async function watch(mesh: Mesh): Promise<string[]> {
  const seen: string[] = [];
  const show = (state: string, _: number): void => void seen.push(state);
  const task = mesh.task({ script: primes, input: { from: 0, to: 10_000 } });
  // [watch]
  task.onLog((line) => console.log(line));
  for await (const { state, progress } of task.standings()) show(state, progress);
  // [/watch]
  return seen;
}

async function countAll(mesh: Mesh): Promise<number> {
  // [parallel]
  const ranges = Array.from({ length: 40 }, (_, i) => ({ from: i * 1000, to: (i + 1) * 1000 }));
  const counts = await mesh.parallel(ranges, { script: primes }).results();
  const sum = counts.reduce((all, one) => all + (one.json() as number), 0);
  // [/parallel]
  return sum;
}

async function stream(mesh: Mesh): Promise<number> {
  const ranges = Array.from({ length: 10 }, (_, i) => ({ from: i * 1000, to: (i + 1) * 1000 }));
  const drawn: number[] = [];
  const draw = (index: number, _: unknown): void => void drawn.push(index);
  // [stream]
  for await (const { index, output, error } of mesh.parallel(ranges, { script: primes, inFlight: 16 })) {
    if (output) draw(index, output.json());
    else console.warn(error);
  }
  // [/stream]
  return drawn.length;
}

async function fail(mesh: Mesh): Promise<string[]> {
  const said: string[] = [];
  const task = mesh.task({ script: "function main() { throw new Error('no luck') }" });
  // [fail]
  try {
    await task.result();
  } catch (failure) {
    if (!(failure instanceof MeshError) || failure.kind !== "task-failed") throw failure;
    for (const { worker, why, text } of failure.attempts) said.push(`${worker} ${why} ${text}`);
  }
  // [/fail]
  return said;
}

async function work(mesh: Mesh): Promise<readonly string[]> {
  // [work]
  const work = await mesh.work({ places: 2 });
  console.log(work.engines, work.running); // ["wasm", "js"] 0
  // [/work]
  return work.engines;
}

const guide = { join, count, watch, countAll, stream, fail, work };
export type Guide = typeof guide;
Object.assign(globalThis, { guide });
