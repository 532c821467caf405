// The command as its users type it: real processes, real disks.
import { execFile, spawn } from "node:child_process";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterEach, expect, test } from "vitest";
import { Terminal, until } from "../../web/selvage/testing/terminal.js";

const program = fileURLToPath(new URL("../../build/release/native/command/selvage", import.meta.url));
const terminals: Terminal[] = [];
const folders: string[] = [];
afterEach(async () => {
  for (const terminal of terminals.splice(0)) await terminal.close();
  for (const folder of folders.splice(0)) await rm(folder, { recursive: true, force: true });
});

async function run(...flags: string[]): Promise<Terminal> {
  const terminal = await Terminal.run(...flags);
  terminals.push(terminal);
  return terminal;
}

interface Outcome {
  code: number;
  out: string;
  err: string;
}
function selvage(words: string[], env: NodeJS.ProcessEnv = process.env): Promise<Outcome> {
  return new Promise((resolve) => {
    execFile(program, words, { env }, (failure, out, err) =>
      resolve({ code: typeof failure?.code === "number" ? failure.code : 0, out, err }),
    );
  });
}

test("[CX2] it ends as what came of it, and says why on standard error", async () => {
  const terminal = await run("--id", "Alpha");
  const here = ["--data", terminal.data];
  expect(await selvage(["set", "game", "a", "text", ...here])).toMatchObject({ code: 0, err: "" });
  const cases: [string[], number][] = [
    [["dance"], 2],
    [["get"], 2],
    [["get", "game", "a", "--color"], 2],
    [["status", "--data", join(terminal.data, "nowhere")], 3],
    [["get", "game", "nowhere", ...here], 4],
    [["set", "game", "b", "1", "--durability", "strict(5)", ...here], 6],
    [["add", "game", "a", ...here], 1],
  ];
  for (const [words, code] of cases) {
    const outcome = await selvage(words);
    expect([words, outcome.code]).toEqual([words, code]);
    expect(outcome.err).toMatch(/^selvage: .+\.?\n$/);
  }
});

test("[CX27] every kind of place is written, a word for each", async () => {
  const terminal = await run("--id", "Alpha");
  const words = [
    ["set", "score", '{"ann": 3}'],
    ["add", "count", "5"],
    ["add", "count"],
    ["type", "notes", "hello"],
    ["push", "moves", '"e4"'],
    ["push", "moves", "e5"],
    ["put-in", "tags", "fast"],
    ["put-in", "tags", "7"],
    ["take-out", "tags", "fast"],
    ["set", "gone", "1"],
    ["remove", "gone"],
  ];
  for (const [word = "", ...rest] of words)
    expect(await selvage([word, "game", ...rest, "--data", terminal.data])).toMatchObject({ code: 0, err: "" });
  const expected = { score: { ann: 3 }, count: 6, notes: "hello", moves: ["e4", "e5"], tags: [7] };
  expect(await terminal.ask("get", "game")).toEqual(expected);
});

test("[CT16] [CX2] a peer that is not reached: what became of each address, and what to look at", async () => {
  const terminal = await run("--id", "Alpha");
  const nobody = "/ip4/127.0.0.1/tcp/1/p2p/12D3KooWGvvk6jh2KrvQYkfi8yHQDmWsarukTrW9DHFidyayeZbU";
  const { code, err } = await selvage(["connect", nobody, "--data", terminal.data]);
  expect([code, err]).toEqual([4, expect.stringMatching(/tcp\/1.*Look whether it runs and listens at this address/s)]);
});

test("[CX6] it asks the only node that runs, or the one that is named", async () => {
  const root = await mkdtemp(join(tmpdir(), "selvage-data-"));
  folders.push(root);
  const env = { ...process.env, XDG_DATA_HOME: root };
  expect((await selvage(["status"], env)).code).toBe(3);
  const nodes = ["Alpha", "Beta"].map((id) =>
    spawn(program, ["run", "--id", id, "--mdns", "off", "--listen", "/ip4/127.0.0.1/tcp/0"], { env, stdio: "ignore" }),
  );
  try {
    const runs = async (): Promise<number> => (await selvage(["mesh"], env)).out.match(/yes/g)?.length ?? 0;
    await until(runs, (count) => count === 2);
    const both = await selvage(["status"], env);
    expect([both.code, both.err]).toEqual([2, expect.stringMatching(/--id Alpha or --id Beta/)]);
    expect((await selvage(["status"], { ...env, SELVAGE_ID: "Beta" })).out).toMatch(/name +Beta/);
    expect((await selvage(["status", "--id", "Beta"], env)).out).toMatch(/name +Beta/);
    nodes[0]?.kill();
    await until(runs, (count) => count === 1);
    expect((await selvage(["status"], env)).out).toMatch(/name +Beta/);
  } finally {
    for (const node of nodes) node.kill("SIGKILL");
  }
});

test("[NN9] a node that is told to end says so to its peers, and ends well", async () => {
  const one = await run("--id", "Alpha");
  const two = await run("--join", await one.invite());
  await until(() => one.ask("peers"), (peers) => (peers as unknown[]).length === 1);
  await two.kill("SIGTERM");
  await until(() => one.ask("peers"), (peers) => (peers as unknown[]).length === 0);
  expect(two.log).toMatch(/leaving/);
});

test("[NN8] an ephemeral node keeps nothing", async () => {
  const one = await run("--id", "Alpha");
  await one.ask("set", "game", "a", "1");
  const guest = await mkdtemp(join(tmpdir(), "selvage-guest-"));
  folders.push(guest);
  const env = { ...process.env, XDG_DATA_HOME: guest };
  const node = spawn(program, ["run", "--as", "ephemeral", "--mdns", "off", "--join", await one.invite()], { env });
  let log = "";
  node.stderr.on("data", (text) => (log += String(text)));
  await until(() => one.ask("peers"), (peers) => (peers as unknown[]).length === 1);
  node.kill("SIGKILL");
  expect(log).toMatch(/keeping nothing/);
  expect((await selvage(["mesh"], env)).out).toBe("none\n");
});

test("[NN3] [NN5] [NN10] [NN11] a node that was killed comes back at its ports, with what it acknowledged", async () => {
  const root = await mkdtemp(join(tmpdir(), "selvage-data-"));
  folders.push(root);
  const env = { ...process.env, XDG_DATA_HOME: root };
  const flags = ["--id", "Alpha", "--mdns", "off", "--studio", "0", "--studio-files", root];
  const begin = () => spawn(program, ["run", ...flags], { env, stdio: "ignore" });
  const ask = async (...words: string[]): Promise<string> => (await selvage(words, env)).out;
  let node = begin();
  try {
    await until(() => ask("set", "game", "a", "1"), (out) => out.includes("durable"));
    const [before, invite] = [await ask("status"), await ask("invite", "--json")];
    node.kill("SIGKILL");
    await until(async () => (await selvage(["status"], env)).code, (code) => code === 3);
    node = begin();
    await until(() => ask("get", "game", "a"), (out) => out === "1\n");
    const lineOf = (text: string, name: string): string => new RegExp(`^${name} .*$`, "m").exec(text)?.[0] ?? "none";
    const after = await ask("status");
    for (const name of ["self", "mesh", "addresses"]) expect(lineOf(after, name)).toBe(lineOf(before, name));
    expect(await ask("invite", "--json")).toBe(invite); // With where the Studio is.
    expect(invite).toMatch(/http:\/\/127\.0\.0\.1:[1-9]/);
    expect(await readFile(join(root, "selvage/meshes/Alpha/1/identity.key"))).toHaveLength(32);
  } finally {
    node.kill("SIGKILL");
  }
});
