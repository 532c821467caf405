// Tasks between tabs, and with a terminal: one asks, others work.
import type { Page } from "playwright-core";
import { expect, test } from "vitest";
import type { Kept } from "../../testing/mesh_page.js";
import { openPageOnDisk } from "../../testing/pages.js";
import { runTerminal } from "../../testing/run_terminal.js";
import { withSite } from "../../testing/site.js";
import { ask, cancel, done, joinWith, lines, result, running, work } from "../../testing/task_page.js";
import { until, type Terminal } from "../../testing/terminal.js";
import { call, drop, i32, number, wasmModule } from "../../testing/wasm_module.js";

const patience = 180_000;

type Three<Value> = readonly [Value, Value, Value];

/** Tabs of one browser in a terminal's mesh: it leads and does not work, whichever of them goes. */
async function withTabs(count: 1 | 2 | 3, use: (tabs: Three<Page>, ids: Three<string>, terminal: Terminal) => Promise<void>): Promise<void> {
  const terminal = await runTerminal("--id", "Alpha", "--work", "off");
  await withSite({}, async (address) => {
    const { page, errors } = await openPageOnDisk(address);
    const tabs = [page];
    const ids: string[] = [];
    for (let tab = page; ; tabs.push(tab)) {
      ids.push(await joinWith(tab, { invite: await terminal.invite() }, 1));
      if (ids.length === count) break;
      tab = await page.context().newPage();
      await tab.goto(address);
    }
    await use(tabs as unknown as Three<Page>, ids as unknown as Three<string>, terminal);
    expect(errors).toEqual([]);
  });
}

const upper = wasmModule({
  imports: [
    ["input_size", [], [i32]],
    ["input_read", [i32, i32, i32], [i32]],
    ["output_write", [i32, i32]],
    ["log", [i32, i32]],
  ],
  functions: [
    {
      name: "main",
      body: [...number(0), ...number(0), ...number(100), ...call(1), drop, ...number(0), ...number(3), ...call(3), ...number(1), ...call(0), ...number(-1), 0x6a, ...call(2)],
    },
  ],
});
const endless = "function main() { for (;;); }";

test("[MP18] [MP22] one tab asks and another one does it: scripts and modules, small and large", { timeout: patience }, async () => {
  await withTabs(2, async ([one, two], [, worker]) => {
    expect(await work(two)).toEqual(expect.arrayContaining(["wasm", "js"]));
    const sum = "function add(input, host) { host.log('adding'); host.progress(0.5); return host.json().reduce((a, b) => a + b) }";
    expect(await done(one, { script: sum, entry: "add", input: [1, 2, 3] })).toEqual({ text: "6", generation: 1, worker });
    expect(await lines(one)).toEqual(["adding"]);
    expect(await done(one, { bytes: [...upper], input: "xabc" })).toMatchObject({ text: "abc", worker });
    expect(await done(one, { script: "function main(input) { return input }", input: "\u00e9".repeat(1_500_000) })).toMatchObject({ text: "\u00e9".repeat(1_500_000) });
    const list = await two.evaluate(() => (globalThis as unknown as Kept).mesh.tasks().catch(({ kind }: { kind: string }) => kind));
    expect(list).toBe("not-allowed");
    const state = { script: "function main(input, host) { return [host.state('game score'), Date.now() > 1e12] }", reads: ["game score"], grants: { time: true } };
    await one.evaluate(() => (globalThis as unknown as Kept).mesh.doc("game").set("score", 5));
    await until(() => two.evaluate(() => (globalThis as unknown as Kept).mesh.doc("game").get("score")), (score) => score === 5);
    expect(await done(one, state)).toMatchObject({ text: "[5,true]" });
  });
});

test("[MP20] a unit that fails ends its task with its attempts, and a task that is cancelled stops in an endless loop", { timeout: patience }, async () => {
  await withTabs(2, async ([one, two], [, worker]) => {
    await work(two, { places: 1 });
    const failed = await done(one, { script: "function main() { throw new Error('not today') }", failures: 2 });
    const attempt = (generation: number): object => ({ generation, worker, why: "unit-failed", text: expect.stringContaining("not today") });
    expect(failed).toEqual({ kind: "task-failed", attempts: [attempt(1), attempt(2)], generation: 2, worker });
    await ask(one, { script: endless });
    await until(() => running(two), (count) => count === 1);
    await cancel(one);
    expect(await result(one)).toMatchObject({ kind: "task-cancelled" });
    await until(() => running(two), (count) => count === 0);
    expect(await done(one, { script: "function main() { return 'free' }" })).toMatchObject({ text: "free" });
    expect(await done(one, { script: endless, times: { run: 0.5 }, failures: 1 })).toMatchObject({ kind: "task-failed", attempts: [{ why: "too-long" }] });
    expect(await done(one, { script: endless, times: { run: 60, end: 2 } })).toMatchObject({ kind: "task-too-late" });
  });
});

test("[MP24] when a tab is closed in the middle of it another one does it, and it ends once", { timeout: patience }, async () => {
  await withTabs(3, async ([one, two, three], [, first, second]) => {
    await work(two, { places: 1 });
    const slow = "async function main(input, host) { for (let end = Date.now() + 3000; Date.now() < end;) host.progress(0.5); return 'done' }";
    const id = await ask(one, { script: slow, grants: { time: true }, once: true });
    await until(() => running(two), (count) => count === 1);
    await work(three, { places: 1 });
    await two.close();
    const end = await result(one);
    expect(end).toMatchObject({ text: "done", generation: 2, worker: second });
    expect(await result(three, id)).toEqual(end);
    expect(end.worker).not.toBe(first);
  });
});

test("[MP18] a task that was accepted is done when its asker has gone, and who knows its name has its result", { timeout: patience }, async () => {
  await withTabs(2, async ([one, two], [, worker]) => {
    const input = "\u00e9".repeat(100_000);
    const id = await ask(one, { script: "function main(input) { return input }", input });
    await one.close();
    await work(two);
    expect(await result(two, id)).toEqual({ text: input, generation: 1, worker });
  });
});

test("[MP24] when the browser of a tab is gone without a word, another one does what it had begun", { timeout: patience }, async () => {
  await withTabs(2, async ([one, two], [, second], terminal) => {
    const { page: lost } = await openPageOnDisk(one.url());
    await joinWith(lost, { invite: await terminal.invite() }, 1);
    await work(lost, { places: 1 });
    const slow = "function main(input, host) { for (let end = Date.now() + 4000; Date.now() < end;); return 'done' }";
    const id = await ask(one, { script: slow, grants: { time: true } });
    await until(() => running(lost), (count) => count === 1);
    const crashed = lost.waitForEvent("crash");
    void (await lost.context().newCDPSession(lost)).send("Page.crash").catch(() => {}); // What crashed does not answer.
    await crashed;
    await work(two, { places: 1 });
    expect(await result(one, id)).toMatchObject({ text: "done", generation: 2, worker: second });
  });
});

test("[MP23] a tab that is hidden gives back what it has begun, and works again when it is shown", { timeout: patience }, async () => {
  const see = (page: Page, isHidden: boolean): Promise<void> =>
    page.evaluate((isHidden) => {
      Object.defineProperty(document, "hidden", { value: isHidden, configurable: true });
      document.dispatchEvent(new Event("visibilitychange"));
    }, isHidden);
  await withTabs(3, async ([one, two, three], [, , third]) => {
    await work(two, { places: 1 });
    await ask(one, { script: endless });
    await until(() => running(two), (count) => count === 1);
    await see(two, true);
    await until(() => running(two), (count) => count === 0);
    await work(three, { places: 1 });
    await until(() => running(three), (count) => count === 1);
    await cancel(one);
    expect(await result(one)).toMatchObject({ kind: "task-cancelled", worker: third, attempts: [{ why: "given-back" }] });
    await three.close();
    await see(two, false);
    expect(await done(one, { script: "function main() { return 'again' }" })).toMatchObject({ text: "again" });
  });
});

test("[MP21] two tabs that work share what a third one asks for", { timeout: patience }, async () => {
  await withTabs(3, async ([one, two, three], [, ...workers], terminal) => {
    for (const tab of [two, three]) await work(tab, { places: 2 });
    const script = "function main(input, host) { let sum = 0; for (let i = 0; i < 2e7; i++) sum += i % 7; return host.json() * 2 }";
    const told = await one.evaluate(async (script) => {
      const { mesh } = globalThis as unknown as Kept;
      const items = Array.from({ length: 50 }, (_, index) => index);
      const progress: number[] = [];
      const outputs = await mesh.parallel(items, { script, onProgress: ({ done }) => progress.push(done) }).results();
      const seen: number[] = [];
      for await (const { index, output } of mesh.parallel(items, { script, inFlight: 8 })) if (output) seen.push(index);
      return { results: outputs.map((output) => output.json()), last: progress.at(-1), seen: seen.sort((a, b) => a - b) };
    }, script);
    expect(told.results).toEqual(Array.from({ length: 50 }, (_, index) => index * 2));
    expect([told.last, told.seen.length, new Set(told.seen).size]).toEqual([50, 50, 50]);
    const { ok: list } = (await terminal.request({ do: "tasks" })) as { ok: { worker: string; state: string }[] };
    expect(list.length).toBe(100);
    expect(new Set(list.map(({ worker }) => worker))).toEqual(new Set(workers));
  });
});

test("[MP18] [MP22] a terminal lists what tabs do for one another, and a program at its socket asks a tab for work", { timeout: patience }, async () => {
  await withTabs(1, async ([tab], [worker], terminal) => {
    await work(tab);
    const program = await terminal.program();
    const bytes = Buffer.from("function main(input, host) { return host.text() + '!' }").toString("base64");
    program.ask(1, { do: "hold", bytes });
    const held = (await until(async () => program.last.get(1), Boolean)) as { ok: object };
    program.ask(2, { do: "task", engine: "js", code: held.ok, input: Buffer.from("hello").toString("base64"), label: "from a program" });
    const { task } = ((await until(async () => program.last.get(2), Boolean)) as { ok: { task: string } }).ok;
    expect(await result(tab, task)).toMatchObject({ text: "hello!", worker });
    program.ask(3, { do: "tasks" });
    const list = (await until(async () => program.last.get(3), Boolean)) as { ok: object[] };
    expect(list.ok).toMatchObject([{ task, label: "from a program", state: "completed", worker }]);
    program.close();
  });
});

test("[MP18] [MP22] two tabs without any other ask and work", { timeout: patience }, async () => {
  await withSite({}, async (address) => {
    const { page: one } = await openPageOnDisk(address);
    const two = await one.context().newPage();
    await two.goto(address);
    await joinWith(one, { name: "Alpha" }, 0);
    const worker = await joinWith(two, { name: "Alpha" }, 1);
    await work(two);
    expect(await done(one, { script: "function main() { return 'alone' }" })).toMatchObject({ text: "alone", worker });
  });
});
