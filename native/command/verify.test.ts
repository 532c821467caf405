// `selvage verify` of what a real node left on its disk.
import { execFile } from "node:child_process";
import { mkdtemp, open, readdir, readFile, rm, stat } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
import { Terminal } from "../../web/selvage/testing/terminal.js";

const program = fileURLToPath(new URL("../../build/release/native/command/selvage", import.meta.url));

interface Outcome {
  code: number;
  out: string;
  err: string;
}
function verify(data: string, ...words: string[]): Promise<Outcome> {
  return new Promise((resolve) => {
    execFile(program, ["verify", "--data", data, ...words], (failure, out, err) =>
      resolve({ code: typeof failure?.code === "number" ? failure.code : 0, out, err }),
    );
  });
}

interface Report {
  damaged: boolean;
  records: { kind: string; count: number }[];
  files: { file: string; state: string }[];
  damage: { file: string; offset: number; what: string }[];
  last_write: string;
}
const countOf = (report: Report, kind: string): number =>
  report.records.find((records) => records.kind === kind)?.count ?? 0;

test("[CX20] [CX21] what a node acknowledged is found, and one rotten byte of it too", async () => {
  const terminal = await Terminal.run("--id", "Alpha");
  try {
    for (let i = 0; i < 20; ++i) await terminal.ask("set", "game", `key${i}`, "1");
    const used = await verify(terminal.data);
    expect([used.code, used.err]).toEqual([7, expect.stringContaining("selvage stop")]);
    await terminal.kill();

    const store = join(terminal.data, "store");
    const namesBefore = await readdir(store);
    const { code, out } = await verify(terminal.data, "--json");
    const report = JSON.parse(out) as Report;
    expect([code, report.damaged, report.damage]).toEqual([0, false, []]);
    expect(countOf(report, "change")).toBeGreaterThanOrEqual(20);
    expect([countOf(report, "mesh"), countOf(report, "document")]).toEqual([1, 1]);
    const dates = await Promise.all(report.files.map(async ({ file }) => (await stat(join(store, file))).mtimeMs));
    expect(Date.parse(report.last_write)).toBe(Math.floor(Math.max(...dates) / 1000) * 1000);
    const shown = await verify(terminal.data);
    expect(shown.out).toMatch(/^change +\d+ +\d+$/m);
    expect(await readdir(store)).toEqual(namesBefore);

    // In the first of the writes, which all others follow.
    const journal = namesBefore.find((name) => name.startsWith("journal-")) ?? "";
    const at = (await readFile(join(store, journal))).indexOf("key3");
    expect(at).toBeGreaterThan(0);
    const file = await open(join(store, journal), "r+");
    await file.write(Buffer.from("X"), 0, 1, at);
    await file.close();
    const broken = await verify(terminal.data, "--json");
    const damaged = JSON.parse(broken.out) as Report;
    expect([broken.code, damaged.damaged, damaged.damage.length]).toEqual([1, true, 1]);
    expect(damaged.damage[0]?.file).toBe(journal);
    expect(damaged.damage[0]?.offset).toBeLessThanOrEqual(at);
    expect((await verify(terminal.data)).out).toMatch(/was synced once, and cannot be read$/m);
  } finally {
    await terminal.close();
  }
});

test("[CX20] where there is nothing it says so", async () => {
  const empty = await mkdtemp(join(tmpdir(), "selvage-verify-"));
  try {
    expect(await verify(empty)).toMatchObject({ code: 4, err: expect.stringContaining("no store") });
  } finally {
    await rm(empty, { recursive: true, force: true });
  }
});
