// What a runner makes of Workers that fail: they are played here, so that they fail as no browser's would when asked to.
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import type { FromUnitWorker, ToUnitWorker } from "./messages.js";
import { limits, type Engine, type UnitRun } from "./unit.js";
import { UnitRunner } from "./unit_runner.js";
import { which } from "./which.js";

vi.mock("./worker_text.js", () => ({ workerText: "// It is played." }));

/** How a Worker behaves: when it is begun, and when it is told something. */
interface Play {
  begun?(worker: PlayedWorker): void;
  told?(worker: PlayedWorker, message: ToUnitWorker): void;
}

class PlayedWorker {
  static play: Play = {};
  static all: PlayedWorker[] = [];
  readonly address: string;
  onerror: ((event: { message: string; preventDefault(): void }) => void) | undefined;
  isEnded = false;
  port: MessagePort | undefined;

  constructor(address: string) {
    this.address = address;
    PlayedWorker.all.push(this);
  }

  postMessage(port: MessagePort): void {
    this.port = port;
    port.onmessage = ({ data }: MessageEvent<ToUnitWorker>) => (PlayedWorker.play.told ?? done)(this, data);
    (PlayedWorker.play.begun ?? ready)(this);
  }

  say(message: FromUnitWorker): void {
    this.port?.postMessage(message);
  }

  terminate(): void {
    this.isEnded = true;
    this.port?.close();
  }

  break(message = ""): void {
    this.onerror?.({ message, preventDefault: () => {} });
  }
}

const ready = (worker: PlayedWorker): void => worker.say({ kind: "ready" });
const done = (worker: PlayedWorker): void => worker.say({ kind: "done", output: new Uint8Array(1) });

let runners: UnitRunner[];
beforeEach(() => {
  runners = [];
  PlayedWorker.play = {};
  PlayedWorker.all = [];
  vi.stubGlobal("Worker", PlayedWorker);
  vi.stubGlobal("navigator", { hardwareConcurrency: 3 });
});
afterEach(() => {
  for (const runner of runners) runner.close();
  vi.unstubAllGlobals();
  vi.useRealTimers();
});

function newRunner(workers?: number): UnitRunner {
  const runner = new UnitRunner(workers === undefined ? {} : { workers });
  runners.push(runner);
  return runner;
}

const unit = (engine: Engine = "wasm", more: Partial<UnitRun> = {}): UnitRun => ({
  engine,
  code: new Uint8Array(),
  entry: "main",
  input: new Uint8Array(),
  state: [],
  mayKnowTime: false,
  mayDraw: false,
  memoryMax: 1,
  timeMaxMillis: 20_000,
  ...more,
});
const quiet = { progress: (): void => {}, log: (): void => {} };
const living = (): number => PlayedWorker.all.filter(({ isEnded }) => !isEnded).length;

describe("[WU9] [UB7] a Worker that is gone", () => {
  test("crashes its unit, and not the one beside it", async () => {
    let told = 0;
    PlayedWorker.play = {
      told: (worker) => void (++told === 1 ? worker.break("out of memory") : setTimeout(() => done(worker), 20)),
    };
    const runner = newRunner();
    const ends = [runner.run(unit(), quiet), runner.run(unit(), quiet)].map(({ ended }) => ended);
    expect(await Promise.all(ends)).toMatchObject([
      { kind: "failed", why: "crashed", text: "out of memory" },
      { kind: "done", edits: [] },
    ]);
    expect(await runner.run(unit(), quiet).ended).toMatchObject({ kind: "done" });
    expect(PlayedWorker.all.some(({ isEnded }) => isEnded)).toBe(true);
  });

  const strange: [string, unknown][] = [
    ["an output that is none", { kind: "done", output: "x" }],
    ["an output that is too large", { kind: "done", output: new Uint8Array(limits.outputSizeMax + 1) }],
    ["progress that is none", { kind: "progress", part: NaN }],
    ["progress beyond the end", { kind: "progress", part: 2 }],
    ["a line that is none", { kind: "log", line: {} }],
    ["a line that is too long", { kind: "log", line: "x".repeat(limits.lineSizeMax + 1) }],
    ["an edit that is none", { kind: "edit", edit: 7 }],
    ["an edit that is too large", { kind: "edit", edit: "x".repeat(limits.editsSizeMax + 1) }],
    ["a reason that is none of its own", { kind: "failed", why: "stopped", text: "" }],
    ["what is nothing", { kind: "other" }],
    ["nothing", null],
  ];
  test.each(strange)("or says %s, is believed nothing more", async (_, message) => {
    PlayedWorker.play = { told: (worker) => (worker.say(message as FromUnitWorker), done(worker)) };
    expect(await newRunner().run(unit(), quiet).ended).toMatchObject({
      why: "crashed",
      text: "Its Worker said what none of ours says.",
    });
  });

  test.each([
    ["lines", { kind: "log", line: "" }, limits.linesCountMax],
    ["edits", { kind: "edit", edit: "{}" }, limits.editsCountMax],
  ] as const)("or says more %s than a unit may", async (_, message, max) => {
    const saying = (count: number) => ({
      told: (worker: PlayedWorker) => {
        for (let i = 0; i < count; ++i) worker.say(message);
        done(worker);
      },
    });
    const lines: string[] = [];
    const hear = { ...quiet, log: (line: string): void => void lines.push(line) };
    PlayedWorker.play = saying(max);
    expect(await newRunner().run(unit(), hear).ended).toMatchObject({ kind: "done" });
    PlayedWorker.play = saying(max + 1);
    expect(await newRunner().run(unit(), hear).ended).toMatchObject({ why: "crashed" });
    expect(lines.length).toBeLessThanOrEqual(2 * limits.linesCountMax);
  });
});

describe("[UB2] a Worker that cannot be had", () => {
  test("as a data: URL is had as a blob:, and there is no engine where neither is", async () => {
    PlayedWorker.play = { begun: (worker) => (worker.address.startsWith("data:") ? worker.break("policy") : ready(worker)) };
    const runner = newRunner();
    expect(await runner.run(unit(), quiet).ended).toMatchObject({ kind: "done" });
    expect(await runner.run(unit(), quiet).ended).toMatchObject({ kind: "done" });
    expect(PlayedWorker.all.at(-1)?.address).toMatch(/^blob:/);
    PlayedWorker.play = { begun: (worker) => worker.break("policy") };
    expect(await newRunner().run(unit(), quiet).ended).toMatchObject({
      why: "no-engine",
      text: "No Worker can be had here: policy",
    });
    expect(await which()).toEqual({ engines: [], simd: false, cores: 3 });
  });

  test("because none can be made there", async () => {
    vi.stubGlobal("Worker", undefined);
    expect(await newRunner().run(unit(), quiet).ended).toMatchObject({ why: "no-engine" });
  });

  test("in Node", async () => {
    vi.unstubAllGlobals();
    expect(await newRunner().run(unit(), quiet).ended).toMatchObject({
      why: "no-engine",
      text: expect.stringContaining("Worker is not defined"),
    });
    expect(await which()).toMatchObject({ engines: [] });
  });

  test("[UB3] since what a unit must not find cannot be taken away from it", async () => {
    PlayedWorker.play = { begun: (worker) => worker.say({ kind: "unfit", text: "This browser lets nobody take away fetch." }) };
    expect(await newRunner().run(unit(), quiet).ended).toMatchObject({
      why: "no-engine",
      text: expect.stringContaining("take away fetch"),
    });
  });

  test("in time, is not waited for", async () => {
    vi.useFakeTimers();
    PlayedWorker.play = { begun: () => {} };
    const { ended } = newRunner().run(unit(), quiet);
    await vi.advanceTimersByTimeAsync(10_000);
    expect(await ended).toMatchObject({ why: "no-engine", text: "A Worker did not start in time." });
  });
});

describe("[WU11] [UB8] Workers", () => {
  test("that ran a script are ended, others run more; one is begun ahead", async () => {
    const runner = newRunner(1);
    await runner.run(unit("wasm"), quiet).ended;
    await runner.run(unit("wasm"), quiet).ended;
    await runner.run(unit("wgsl"), quiet).ended;
    expect([PlayedWorker.all.length, living()]).toEqual([2, 2]);
    await runner.run(unit("js"), quiet).ended;
    await expect.poll(living).toBe(1);
    await runner.run(unit("js"), quiet).ended;
    await expect.poll(() => [PlayedWorker.all.length, living()]).toEqual([3, 1]);
  });

  test("are as many as were allowed and one ahead; other units wait, and those that are stopped meanwhile never begin", async () => {
    let toldCount = 0;
    PlayedWorker.play = { told: () => void ++toldCount };
    const runner = newRunner();
    const runs = Array.from({ length: 5 }, () => runner.run(unit(), quiet));
    await expect.poll(() => toldCount).toBe(2);
    expect(living()).toBe(3);
    runs[2]?.stop();
    expect(await runs[2]?.ended).toEqual({ kind: "failed", why: "stopped", text: "It was stopped.", tookMillis: 0 });
    runs[0]?.stop();
    runs[0]?.stop();
    expect(await runs[0]?.ended).toMatchObject({ why: "stopped" });
    await expect.poll(() => toldCount).toBe(3);
    runner.close();
    for (const { ended } of runs) expect(await ended).toMatchObject({ why: "stopped" });
    await expect.poll(living).toBe(0);
    expect(await runner.run(unit(), quiet).ended).toMatchObject({ why: "stopped", text: "Its runner was closed." });
  });
});

test("[WU1] a Worker is handed the bytes of its unit alone, and who asked has them still", async () => {
  const told: ToUnitWorker[] = [];
  PlayedWorker.play = { told: (worker, message) => (told.push(message), done(worker)) };
  const all = Uint8Array.from({ length: 1000 }, (_, i) => i);
  const shared = new Uint8Array(new SharedArrayBuffer(4));
  await newRunner().run(unit("js", { code: all.subarray(10, 12), input: shared }), quiet).ended;
  const { code, input } = (told[0] as { readonly unit: UnitRun }).unit;
  expect([[...code], code.buffer.byteLength, input.length, input.buffer instanceof SharedArrayBuffer]).toEqual([
    [10, 11],
    2,
    4,
    false,
  ]);
  expect([all.length, all[10]]).toEqual([1000, 10]);
});

test("[WU10] the end of its time ends a run and its Worker, and how long it took is told", async () => {
  PlayedWorker.play = { told: () => {} };
  const end = await newRunner().run(unit("wasm", { timeMaxMillis: 30 }), quiet).ended;
  expect(end).toMatchObject({ why: "too-long" });
  expect(end.tookMillis).toBeGreaterThan(25);
  await expect.poll(() => PlayedWorker.all[0]?.isEnded).toBe(true);
});
