// What `selvage doctor` says of this machine, of a node on it, and of a folder that cannot be one.
import { execFile } from "node:child_process";
import { chmod, mkdtemp, readdir, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterEach, beforeEach, expect, test } from "vitest";
import { Terminal } from "../../web/selvage/testing/terminal.js";

const program = fileURLToPath(new URL("../../build/release/native/command/selvage", import.meta.url));
let root: string;
beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), "selvage-doctor-"));
});
afterEach(() => rm(root, { recursive: true, force: true }));

interface Finding {
  name: string;
  state: "ok" | "warning" | "failed";
  cause: string;
  remedy: string;
}
function doctor(...words: string[]): Promise<{ code: number; out: string }> {
  const env = { PATH: process.env.PATH, HOME: root };
  return new Promise((resolve) => {
    execFile(program, ["doctor", "--mdns", "off", ...words], { env }, (failure, out) =>
      resolve({ code: typeof failure?.code === "number" ? failure.code : 0, out }),
    );
  });
}
async function findings(...words: string[]): Promise<{ code: number; find: (name: string) => Finding | undefined }> {
  const { code, out } = await doctor(...words, "--json");
  const all = JSON.parse(out) as Finding[];
  expect(code).toBe(all.some(({ state }) => state === "failed") ? 1 : 0);
  for (const { state, remedy } of all) expect(remedy === "").toBe(state === "ok");
  return { code, find: (name) => all.find((finding) => finding.name === name) };
}

test("[CX12] [CX13] everything is looked at, and nothing is changed", async () => {
  const { find } = await findings();
  for (const name of ["data folder", "disk", "clock", "open files", "TCP", "UDP", "network", "mDNS", "browser", "node"])
    expect([name, find(name)?.cause]).toEqual([name, expect.stringMatching(/./)]);
  expect(find("data folder")).toMatchObject({ state: "ok", cause: expect.stringContaining(root) });
  expect(await readdir(root)).toEqual([]);
  expect((await doctor()).out).toMatch(/^ok +clock +it is \d{4}-\d\d-\d\d$/m);
});

test("[CX12] what has failed is said with what to do, and ends it with 1", async () => {
  await writeFile(join(root, "file"), "");
  const { code, find } = await findings("--data", join(root, "file/data"));
  expect([code, find("data folder")]).toEqual([1, expect.objectContaining({ state: "failed" })]);
  expect(find("data folder")?.remedy).toContain("--data DIR");
});

test("[CX13] a node that runs is asked, and its socket looked at", async () => {
  const terminal = await Terminal.run("--id", "Alpha");
  try {
    const name = `node ${terminal.data}`;
    const { find } = await findings("--data", terminal.data);
    expect(find(name)).toMatchObject({ state: "ok", cause: expect.stringContaining("in its mesh") });
    expect(find(`${name}, socket`)).toMatchObject({ state: "ok" });
    await chmod(join(terminal.data, "control"), 0o666);
    const opened = await findings("--data", terminal.data);
    expect([opened.code, opened.find(`${name}, socket`)?.state]).toEqual([1, "failed"]);
  } finally {
    await terminal.close();
  }
});
