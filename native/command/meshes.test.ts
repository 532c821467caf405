// `selvage mesh`: meshes founded and forgotten on a disk of the test's own.
import { execFile, spawn } from "node:child_process";
import { existsSync } from "node:fs";
import { mkdtemp, readdir, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterEach, beforeEach, expect, test } from "vitest";
import { until } from "../../web/selvage/testing/terminal.js";

const program = fileURLToPath(new URL("../../build/release/native/command/selvage", import.meta.url));
const listening = ["--listen", "/ip4/127.0.0.1/tcp/0"];
let root: string;
let env: NodeJS.ProcessEnv;
const nodes: ReturnType<typeof spawn>[] = [];

beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), "selvage-meshes-"));
  env = { ...process.env, XDG_DATA_HOME: root, XDG_CONFIG_HOME: root };
});
afterEach(async () => {
  for (const node of nodes.splice(0)) {
    const gone = new Promise((resolve) => node.once("exit", resolve));
    if (node.exitCode === null && node.kill("SIGKILL")) await gone;
  }
  await rm(root, { recursive: true, force: true });
});

interface Outcome {
  code: number;
  out: string;
  err: string;
}
function selvage(...words: string[]): Promise<Outcome> {
  return new Promise((resolve) => {
    const asking = execFile(program, words, { env }, (failure, out, err) =>
      resolve({ code: typeof failure?.code === "number" ? failure.code : 0, out, err }),
    );
    asking.stdin?.end();
  });
}
/** What it logs. */
function run(...words: string[]): () => string {
  const node = spawn(program, ["run", "--mdns", "off", ...words], { env, stdio: ["ignore", "ignore", "pipe"] });
  let log = "";
  node.stderr.on("data", (text) => (log += String(text)));
  nodes.push(node);
  return () => log;
}
interface Founded {
  name: string;
  mesh: string;
  data: string;
  invite: string;
}
async function create(...words: string[]): Promise<Founded> {
  const { code, out, err } = await selvage("mesh", "create", ...words, ...listening, "--json");
  expect([code, err]).toEqual([0, ""]);
  return JSON.parse(out) as Founded;
}

test("[CX25] a mesh that was founded is the one that is run, and its invite leads there", async () => {
  const founded = await create("Alpha");
  expect(founded).toMatchObject({ name: "Alpha", data: join(root, "selvage/meshes/Alpha/1") });
  expect((await selvage("mesh", "ls")).out).toMatch(/^Alpha +no +/m);
  const { out } = await selvage("verify", "--json");
  const records = (JSON.parse(out) as { records: { kind: string; count: number }[] }).records;
  expect(records.find(({ kind }) => kind === "mesh")?.count).toBe(1);

  run("--id", "Alpha", ...listening);
  const status = async (...words: string[]): Promise<string> => (await selvage("status", ...words)).out;
  const shown = await until(() => status("--id", "Alpha"), (text) => text.includes(founded.mesh));
  expect(shown).toMatch(/^role +authority$/m);
  const guest = join(root, "guest");
  run("--join", founded.invite, "--data", guest, ...listening);
  const addresses = /\/ip4\/127\.0\.0\.1\/tcp\/\d+/.exec(shown)?.[0] ?? "none";
  await until(() => selvage("connect", addresses, "--data", guest), ({ code }) => code === 0);
  await until(() => status("--data", guest), (text) => text.includes(founded.mesh));
});

test("[CX25] an invite made without a running node leads to where that node comes back", async () => {
  const { code, out } = await selvage("mesh", "create", "Alpha", "--json");
  expect(code).toBe(0);
  const founded = JSON.parse(out) as Founded;
  const data = join(root, "selvage/meshes/Alpha/1");
  const kept = (await readdir(data)).sort();
  expect(kept).toEqual(["addresses", "identity.key", "store", "webrtc.pem"].concat(existsSync(join(data, "control")) ? ["control"] : []).sort());
  run("--id", "Alpha");
  run("--join", founded.invite, "--data", join(root, "guest"), ...listening);
  await until(() => selvage("peers", "--json", "--id", "Alpha"), ({ out }) => out.includes("12D3Koo"));
});

test("[CX25] a closed mesh lets in who has its invite, and nobody else", async () => {
  const founded = await create("Alpha", "--closed", "--data", join(root, "here"));
  expect(founded.data).toBe(join(root, "here"));
  expect((await create("Alpha", "--data", join(root, "there"))).mesh).not.toBe(founded.mesh);
  const here = join(root, "here");
  const [guest, stranger] = [join(root, "guest"), join(root, "stranger")];
  run("--id", "Alpha", "--data", here, ...listening);
  run("--join", founded.invite, "--data", guest, ...listening);
  const log = run("--id", "Alpha", "--as", "citizen", "--data", stranger, ...listening);
  const shown = await until(() => selvage("status", "--data", here), ({ out }) => out.includes(founded.mesh));
  const address = /\/ip4\/127\.0\.0\.1\/tcp\/\d+/.exec(shown.out)?.[0] ?? "none";
  for (const data of [guest, stranger]) await until(() => selvage("connect", address, "--data", data), ({ code }) => code === 0);
  await until(() => selvage("status", "--data", guest), ({ out }) => out.includes(founded.mesh));
  await until(async () => log(), (text) => /^…\w{6}: /m.test(text));
  expect((await selvage("status", "--data", stranger)).out).not.toMatch(/^mesh /m);
});

test("[CX25] what is there already is not founded again, and a name must be one", async () => {
  await create("Alpha");
  const again = await selvage("mesh", "create", "Alpha");
  expect([again.code, again.err]).toEqual([1, expect.stringMatching(/data of a mesh in .*Alpha\/1\. .*mesh forget/)]);
  const data = join(root, "here");
  await create("Beta", "--data", data);
  expect((await selvage("mesh", "create", "Gamma", "--data", data)).code).toBe(1);
  expect((await selvage("mesh", "create", "x".repeat(129))).code).toBe(2);
  expect((await selvage("mesh", "create")).code).toBe(2);
  expect((await selvage("mesh", "dance")).code).toBe(2);
  for (const words of [["ls", "--yes"], ["forget", "Alpha", "--closed"], ["create", "Delta", "--yes"]])
    expect([words, (await selvage("mesh", ...words)).err]).toEqual([words, expect.stringMatching(/is of no use to selvage mesh/)]);
});

test("[CX26] a mesh is forgotten with all that its nodes kept, and nothing else", async () => {
  const first = await create("Alpha");
  const beta = await create("Beta");
  await writeFile(join(beta.data, "studio-port"), "4400\n"); // As run with a Studio leaves it.
  await writeFile(join(first.data, "notes.txt"), "mine");
  const outcome = await selvage("mesh", "forget", "Alpha", "--yes", "--json");
  expect([outcome.code, JSON.parse(outcome.out)]).toEqual([0, { forgotten: [first.data] }]);
  expect(await readdir(first.data)).toEqual(["notes.txt"]);
  expect((await selvage("mesh", "forget", "Beta", "--yes")).code).toBe(0);
  expect(existsSync(join(root, "selvage/meshes/Beta"))).toBe(false);
  expect((await selvage("mesh", "forget", "Beta", "--yes")).code).toBe(4);
  expect((await selvage("mesh", "forget", "--data", root, "--yes")).code).toBe(4);
  const data = join(root, "here");
  const { mesh } = await create("Alpha", "--data", data);
  expect((await selvage("mesh", "forget", "Alpha", "--data", data, "--yes")).code).toBe(2);
  expect((await selvage("mesh", "forget", "--data", data, "--yes")).code).toBe(0);
  expect(existsSync(data)).toBe(false);
  expect((await create("Alpha", "--data", data)).mesh).not.toBe(mesh);
});

test("[CX26] it is asked for, and refused while a node runs", async () => {
  const founded = await create("Alpha");
  const unasked = await selvage("mesh", "forget", "Alpha");
  expect([unasked.code, unasked.err]).toEqual([2, expect.stringContaining("--yes")]);
  run("--id", "Alpha", ...listening);
  await until(() => selvage("set", "game", "score", "3"), ({ code }) => code === 0);
  const refused = await selvage("mesh", "forget", "Alpha", "--yes");
  expect([refused.code, refused.err]).toEqual([1, expect.stringContaining(`selvage stop --data ${founded.data}`)]);
  expect((await selvage("get", "game", "score")).out).toBe("3\n");

  await selvage("stop");
  await until(() => selvage("status"), ({ code }) => code === 3);
  // On a terminal, which script(1) makes.
  const answer = (word: string): Promise<number> =>
    new Promise((resolve) => {
      const asked = spawn("script", ["-qec", `'${program}' mesh forget Alpha`, "/dev/null"], { env, stdio: ["pipe", "pipe", "ignore"] });
      asked.stdout.on("data", (text) => {
        if (String(text).includes("Type yes")) asked.stdin.write(`${word}\n`);
      });
      asked.once("exit", (code) => resolve(code ?? -1));
    });
  expect(await answer("no")).toBe(1);
  expect(existsSync(founded.data)).toBe(true);
  expect(await answer("yes")).toBe(0);
  expect(existsSync(founded.data)).toBe(false);
});
