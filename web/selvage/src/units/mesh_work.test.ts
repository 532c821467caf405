// A page that works, over a wire whose other end is the test, with a runner that does what the test says.
import { afterEach, expect, test, vi } from "vitest";
import { FakeTasks, type Line } from "../../testing/fake_tasks.js";
import { MeshError } from "../mesh/errors.js";
import type { PageSign } from "../mesh/node.js";
import { pending } from "../net/pending.js";
import { Contents } from "../tasks/contents.js";
import { MeshWork, type WorkOptions } from "./mesh_work.js";
import type { Hear, UnitEnd, UnitRun } from "./unit.js";
import type { Which } from "./which.js";

vi.mock("./worker_text.js", () => ({ workerText: "// It is not begun." }));

interface Started {
  readonly unit: UnitRun;
  readonly hear: Hear;
  end(how: object): void;
  isStopped: boolean;
}

const facts: Which = { engines: ["wasm", "js"], simd: true, cores: 4 };
const done = (text: string, edits: string[] = []): object => ({ kind: "done", output: new TextEncoder().encode(text), edits });

async function scene(options: WorkOptions = {}, which = facts, fake = new FakeTasks()) {
  const started: Started[] = [];
  let tell: (sign: PageSign) => void = () => {};
  let isClosed = false;
  const runner = {
    run: (unit: UnitRun, hear: Hear) => {
      const ended = pending<UnitEnd>();
      const one: Started = { unit, hear, isStopped: false, end: (how) => ended.resolve({ tookMillis: 1, ...how } as UnitEnd) };
      started.push(one);
      const stop = (): void => {
        one.isStopped = true;
        one.end({ kind: "failed", why: "stopped", text: "It was stopped." });
      };
      return { ended: ended.promise, stop };
    },
    close: () => void (isClosed = true),
  };
  const follow = (use: (sign: PageSign) => void): (() => void) => ((tell = use), () => (tell = () => {}));
  const host = { wire: fake.wire, contents: new Contents(fake.wire), follow, failure: (...all: ConstructorParameters<typeof MeshError>) => new MeshError(...all) };
  const work = await MeshWork.begin(host, options, { runner, facts: which });
  const code = fake.bring(new Uint8Array([1, 2, 3]));
  const usual = { task: "ab", engine: "js", code, entry: "main", input: "aW4=", state: [["game a", { b: 1 }]], memory: 100, run_within: 50, time: true, random: false, output: 0, groups: [1, 1, 1] };
  const run = async (offer: Line, number: number, more: object = {}): Promise<void> => {
    const before = started.length;
    fake.answer({ id: offer.id, run: { run: number, ...usual, ...more } });
    await vi.waitFor(() => expect(started.length).toBe(before + 1));
  };
  return { fake, started, work, run, tell: (sign: PageSign) => tell(sign), isClosed: () => isClosed };
}

const seen = (isHidden: boolean): void => void vi.stubGlobal("document", { hidden: isHidden });
afterEach(() => void vi.unstubAllGlobals());

test("[MP22] a page that works says what it has, runs what it is told, and says what came of it", async () => {
  const { fake, started, work, run } = await scene({ places: 3 });
  const offer = await fake.next("work");
  expect(offer).toMatchObject({ places: 3, engines: ["wasm", "js"], memory: 2 ** 29, strength: 1 });
  await run(offer, 7);
  const [one] = started as [Started];
  expect(one.unit).toEqual({
    ...{ engine: "js", entry: "main", state: [["game a", '{"b":1}']], mayKnowTime: true, mayDraw: false, memoryMax: 100, timeMaxMillis: 50 },
    ...{ code: new Uint8Array([1, 2, 3]), input: new TextEncoder().encode("in") },
  });
  expect(work.running).toBe(1);
  one.hear.progress(0.25);
  one.hear.progress(0.3); // Too soon.
  one.hear.progress(1);
  one.hear.log("a line");
  one.end(done("out"));
  expect(await fake.next("run-done")).toMatchObject({ run: 7, output: "b3V0" });
  expect(fake.asked.map(({ do: act, permille, line }) => [act, permille ?? line])).toEqual([["run-progress", 250], ["run-progress", 1000], ["run-log", "a line"]]);
  await vi.waitFor(() => expect(work.running).toBe(0));
  await run(offer, 8);
  expect(fake.fetches).toBe(1); // Its code was here.
  started[1]?.end({ kind: "failed", why: "too-long", text: "slow" });
  expect(await fake.next("run-failed")).toMatchObject({ run: 8, why: "too-long", text: "slow" });
});

test("[MP22] a large output is held first, a too large one and edits are failures, and so is code that nobody has", async () => {
  const { fake, started, run } = await scene();
  const offer = await fake.next("work");
  await run(offer, 1);
  started[0]?.end({ kind: "done", output: new Uint8Array(100_000), edits: [] });
  expect(fake.held((await fake.next("run-done")).output)?.length).toBe(100_000);
  await run(offer, 2);
  started[1]?.end({ kind: "done", output: new Uint8Array(2 ** 24 + 1), edits: [] });
  expect(await fake.next("run-failed")).toMatchObject({ run: 2, why: "too-much" });
  await run(offer, 3);
  started[2]?.end(done("x", ['{"do":"set"}']));
  expect(await fake.next("run-failed")).toMatchObject({ run: 3, why: "unit-invalid" });
  fake.answer({ id: offer.id, run: { run: 4, engine: "js", code: { hash: "f".repeat(64), size: 1 }, input: "", state: [] } });
  expect(await fake.next("run-failed")).toMatchObject({ run: 4, why: "stopped", text: expect.stringContaining("nobody has them") });
  expect(started.length).toBe(3);
});

test("[MP22] what is told to stop is stopped, and nothing more is said of it", async () => {
  const { fake, started, work, run, isClosed } = await scene();
  const offer = await fake.next("work");
  await run(offer, 1);
  fake.answer({ id: offer.id, "stop-run": 1 });
  expect([started[0]?.isStopped, work.running]).toEqual([true, 0]);
  await run(offer, 2);
  await work.stop();
  expect([started[1]?.isStopped, isClosed(), work.isOffering]).toEqual([true, true, false]);
  expect((await fake.next("cancel")).of).toBe(offer.id);
  fake.answer({ id: offer.id, run: { run: 3 } });
  expect([fake.asked, started.length]).toEqual([[], 2]);
});

test("[MP23] a page that is hidden or frozen gives back what it has, and offers itself again when it is looked at", async () => {
  seen(false);
  const { fake, started, work, run, tell } = await scene();
  const offer = await fake.next("work");
  await run(offer, 1);
  seen(true);
  tell("hidden");
  expect((await fake.next("cancel")).of).toBe(offer.id);
  expect([started[0]?.isStopped, work.isOffering]).toEqual([true, false]);
  tell("woken"); // Another network is no reason.
  seen(false);
  tell("shown");
  tell("woken");
  expect((await fake.next("work")).id).not.toBe(offer.id);
  tell("freezing");
  await fake.next("cancel");
  expect(fake.asked).toEqual([]);
});

test("[MP23] one whose owner wants that works on while it is hidden, and not while it is frozen; one that begins hidden waits", async () => {
  seen(true);
  const on = await scene({ whileHidden: true });
  await on.fake.next("work");
  on.tell("hidden");
  expect(on.fake.asked).toEqual([]);
  on.tell("freezing");
  await on.fake.next("cancel");
  const waiting = await scene();
  expect([waiting.fake.asked, waiting.work.isOffering]).toEqual([[], false]);
  seen(false);
  waiting.tell("shown");
  await waiting.fake.next("work");
});

test("[MP22] what it offers is what it can and its owner wants; without an engine it says so", async () => {
  const { fake } = await scene({ engines: ["js", "wgsl"], memory: 2 ** 40, strength: 0, places: 1000 });
  expect(await fake.next("work")).toMatchObject({ places: 256, engines: ["js"], memory: 2 ** 30, strength: 0 });
  await expect(scene({ engines: ["wgsl"] })).rejects.toMatchObject({ kind: "no-engine" });
  await expect(scene({}, { ...facts, engines: [] })).rejects.toMatchObject({ kind: "no-engine" });
});

test("[MP22] who works waits for a mesh that is not known yet, and learns why it works no more", async () => {
  const { fake, work, isClosed } = await scene();
  const first = await fake.next("work");
  fake.answer({ id: first.id, error: "not-ready", cause: "", remedy: "" });
  const second = await fake.next("work");
  expect(work.isOffering).toBe(true);
  fake.answer({ id: second.id, error: "not-allowed", cause: "", remedy: "" });
  expect([work.isOffering, isClosed(), (work.failure as MeshError).kind]).toEqual([false, true, "not-allowed"]);
  const late = new FakeTasks();
  late.wire.fail(undefined);
  const closed = await scene({}, facts, late);
  expect([closed.work.isOffering, closed.isClosed(), (closed.work.failure as MeshError).kind]).toEqual([false, true, "closed"]);
});
