// `selvage task` between terminals: real processes, real units, and some that are killed.
import { execFile } from "node:child_process";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterEach, beforeEach, expect, test } from "vitest";
import { Terminal, until } from "../../web/selvage/testing/terminal.js";

const program = fileURLToPath(new URL("../../build/release/native/command/selvage", import.meta.url));
const sum = `function main(input, host) {
  host.log("begins");
  let sum = 0;
  for (let i = 1; i <= Number(host.text()); ++i) sum += i;
  return "sum " + sum;
}`;
const endless = `function main() { for (;;) {} }`;
const failing = `function main() { throw new Error("it cannot be"); }`;

interface Outcome {
  code: number;
  out: string;
  err: string;
}
interface ShownTask {
  task: string;
  state: string;
  worker: string;
  generation: number;
  attempts: { why: string; text: string }[];
}

let folder: string;
const terminals: Terminal[] = [];

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "selvage-tasks-"));
});
afterEach(async () => {
  for (const terminal of terminals.splice(0)) await terminal.close();
  await rm(folder, { recursive: true, force: true });
});

async function terminal(...flags: string[]): Promise<Terminal> {
  const one = await Terminal.run(...flags);
  terminals.push(one);
  return one;
}
async function unit(text: string): Promise<string> {
  const path = join(folder, "unit.js");
  await writeFile(path, text);
  return path;
}
function selvage(at: Terminal, ...words: string[]): Promise<Outcome> {
  return new Promise((resolve) => {
    execFile(program, [...words, "--data", at.data], (failure, out, err) =>
      resolve({ code: typeof failure?.code === "number" ? failure.code : 0, out, err }),
    );
  });
}
async function shown(at: Terminal, task: string): Promise<ShownTask | undefined> {
  const all = (await at.ask("task", "ls")) as ShownTask[];
  return all.find((one) => one.task === task);
}

test("[CX28] a task runs where a terminal lends its cores, and its output and log come back", async () => {
  const asker = await terminal("--id", "Tasks", "--work", "off");
  await terminal("--join", await asker.invite(), "--work", "1");
  const file = await unit(sum);
  const ran = await selvage(asker, "task", "run", file, "--text", "1000");
  expect(ran).toEqual({ code: 0, out: "sum 500500", err: "begins\n" });
});

test("[CX28] a unit that fails is told with each attempt, and the command fails", async () => {
  const one = await terminal("--id", "Tasks", "--work", "1");
  const ran = await selvage(one, "task", "run", await unit(failing));
  expect(ran.code).toBe(1);
  expect(ran.err.match(/unit-failed at 12D3Koo\w+: .*it cannot be/g)).toHaveLength(3);
  expect(ran.err).toMatch(/The task is failed/);
});

test("[CX29] a task is submitted, listed, shown and cancelled, also one in an endless loop", async () => {
  const one = await terminal("--id", "Tasks", "--work", "1");
  const submitted = await selvage(one, "task", "submit", await unit(endless));
  const task = submitted.out.trim();
  expect(task).toMatch(/^[0-9a-f]{32}$/);
  await until(() => shown(one, task), (is) => is?.state === "leased");
  const watching = selvage(one, "task", "show", task);
  expect((await selvage(one, "task", "cancel", task)).code).toBe(0);
  expect((await watching).err).toMatch(/The task is cancelled/);
  const after = await selvage(one, "task", "run", await unit(sum), "--text", "10");
  expect(after.out).toBe("sum 55");
});

test("[CX29] what cannot be is said, and how it is done right", async () => {
  const one = await terminal("--id", "Tasks", "--work", "off");
  expect(await selvage(one, "task", "run", "/nowhere.js")).toMatchObject({ code: 7 });
  expect((await selvage(one, "task", "run", "/etc/hostname")).err).toMatch(/--engine wasm, js or wgsl/);
  expect((await selvage(one, "task", "show", "00".repeat(16))).code).toBe(4);
  expect((await selvage(one, "task", "dance")).code).toBe(2);
});

test("[CX30] a terminal that is killed at work loses its task to another one, and it ends once", async () => {
  const asker = await terminal("--id", "Tasks", "--work", "off");
  const first = await terminal("--join", await asker.invite(), "--work", "1");
  const file = await unit(`function main(input, host) { const end = Date.now() + 3000; while (Date.now() < end) {} return "done"; }`);
  const running = selvage(asker, "task", "run", file, "--time");
  await until(() => asker.ask("task", "ls") as Promise<ShownTask[]>, ([is]) => is?.state === "leased");
  const second = await terminal("--join", await asker.invite(), "--work", "1");
  await first.kill("SIGKILL");
  expect(await running).toMatchObject({ code: 0, out: "done" });
  const [task] = (await asker.ask("task", "ls")) as ShownTask[];
  expect(task).toMatchObject({ state: "completed", generation: 2 });
  expect(task?.worker).toBe(((await second.ask("status")) as { self: string }).self);
  expect(task?.attempts.map(({ why }) => why)).toEqual(["went"]);
});

test("[CX30] a lone Authority that is killed has its tasks again, and they are done", async () => {
  const asker = await terminal("--id", "Tasks", "--work", "off");
  const submitted = await selvage(asker, "task", "submit", await unit(sum), "--text", "10");
  await asker.kill("SIGKILL");
  await asker.start("--id", "Tasks", "--work", "1");
  const shownAfter = await selvage(asker, "task", "show", submitted.out.trim());
  expect(shownAfter).toMatchObject({ code: 0, out: "sum 55" });
});
