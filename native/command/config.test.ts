// Settings in a file and in the environment, as a node and its commands take them.
import { execFile, spawn } from "node:child_process";
import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterEach, beforeEach, expect, test } from "vitest";
import { until } from "../../web/selvage/testing/terminal.js";

const program = fileURLToPath(new URL("../../build/release/native/command/selvage", import.meta.url));
let root: string;
beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), "selvage-config-"));
});
afterEach(() => rm(root, { recursive: true, force: true }));

const environment = (more: NodeJS.ProcessEnv = {}): NodeJS.ProcessEnv => ({
  PATH: process.env.PATH,
  HOME: root,
  XDG_CONFIG_HOME: join(root, "config"),
  ...more,
});

interface Outcome {
  code: number;
  out: string;
  err: string;
}
function selvage(words: string[], env = environment()): Promise<Outcome> {
  return new Promise((resolve) => {
    execFile(program, words, { env }, (failure, out, err) =>
      resolve({ code: typeof failure?.code === "number" ? failure.code : 0, out, err }),
    );
  });
}

async function configure(text: string): Promise<string> {
  const path = join(root, "config/selvage/config.toml");
  await mkdir(join(root, "config/selvage"), { recursive: true });
  await writeFile(path, text);
  return path;
}

test("[CX6] [CX7] a node and its commands take what the file says", async () => {
  const file = `[run]
id = "From a file"
data = "${root}/data"
listen = ["/ip4/127.0.0.1/tcp/0"]
mdns = "off"
quiet = true
`;
  await configure(file);
  const node = spawn(program, ["run"], { env: environment({ SELVAGE_QUIET: "false" }) });
  let log = "";
  node.stderr.on("data", (text) => (log += String(text)));
  try {
    await until(
      async () => log,
      () => log.includes("in the mesh From a file"),
    );
    expect((await selvage(["status"])).out).toMatch(/name +From a file/);
    expect((await selvage(["set", "game", "a", "1"])).code).toBe(0);
    expect(log).toContain(`keeping data in ${root}/data`);
  } finally {
    node.kill("SIGKILL");
  }
});

test("[CX8] [CX11] what the settings are and where they came from is shown", async () => {
  const path = await configure('[run]\nid = "Alpha"\nstudio = 4400\n');
  const env = environment({ SELVAGE_STUDIO: "0", SELVAGE_LISTEN: "/ip4/1.2.3.4/tcp/1,/ip4/1.2.3.4/tcp/2" });
  const shown = JSON.parse((await selvage(["config", "show", "--quiet", "--json"], env)).out);
  expect(shown).toMatchObject({ id: "Alpha", studio: 0, quiet: true, closed: false, data: null });
  expect(shown.listen).toEqual(["/ip4/1.2.3.4/tcp/1", "/ip4/1.2.3.4/tcp/2"]);
  const rows = JSON.parse((await selvage(["config", "show", "--quiet", "--origin", "--json"], env)).out);
  const byName = Object.fromEntries(rows.map((row: { setting: string }) => [row.setting, row]));
  expect(byName.id).toEqual({ setting: "id", value: "Alpha", origin: "file", where: `id (line 2 of ${path})` });
  expect(byName.studio).toEqual({ setting: "studio", value: 0, origin: "environment", where: "SELVAGE_STUDIO" });
  expect(byName.quiet).toEqual({ setting: "quiet", value: true, origin: "flag", where: "--quiet" });
  expect(byName.as).toEqual({ setting: "as", value: "authority", origin: "default" });
  expect((await selvage(["config", "path"])).out).toBe(`${path}\n`);
  expect((await selvage(["config", "dance"])).code).toBe(2);
});

test("[CX8] [CX9] [CX10] what is wrong with them is said with its place, and nothing is begun", async () => {
  const path = await configure('[run]\nas = "dancer"\n');
  const cases: [string[], NodeJS.ProcessEnv, number, string][] = [
    [["run", "--id", "A"], {}, 2, `as (line 2 of ${path}) is authority, citizen or ephemeral, not dancer.`],
    [["run", "--id", "A", "--as=citizen"], { SELVAGE_MDNS: "many" }, 2, "SELVAGE_MDNS is a port"],
    [["run", "--config", `${root}/none`], {}, 7, `${root}/none cannot be read`],
    [["status"], { SELVAGE_CONFIG: `${root}/none` }, 7, `${root}/none cannot be read`],
  ];
  for (const [words, env, code, text] of cases) {
    const outcome = await selvage(words, environment(env));
    expect([words, outcome.code, outcome.err]).toEqual([words, code, expect.stringContaining(text)]);
  }
  await configure("[run]\nlsiten = []\n");
  const outcome = await selvage(["run"]);
  expect([outcome.code, outcome.err]).toEqual([
    2,
    `selvage: ${path}, line 2: There is no setting run.lsiten. Did you mean run.listen?\n`,
  ]);
});
