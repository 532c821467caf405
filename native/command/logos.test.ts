// `selvage logos`, and `selvage run` of a program: real files, and every program of docs/logos.md.
import { execFile } from "node:child_process";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterEach, beforeEach, expect, test } from "vitest";

const root = fileURLToPath(new URL("../../", import.meta.url));
const program = join(root, "build/release/native/command/selvage");

interface Outcome {
  code: number;
  out: string;
  err: string;
}

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "selvage-logos-"));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

function selvage(...words: string[]): Promise<Outcome> {
  return new Promise((resolve) => {
    execFile(program, words, { cwd: folder }, (failure, out, err) =>
      resolve({ code: typeof failure?.code === "number" ? failure.code : 0, out, err }),
    );
  });
}
async function source(text: string): Promise<string> {
  await writeFile(join(folder, "test.logos"), text);
  return "test.logos";
}

test("[CX31] a program runs, with its arguments, by either command", async () => {
  const file = await source('## Main\nShow "Hello".\nShow args().\n');
  expect(await selvage("logos", "run", file, "a", "b")).toEqual({ code: 0, out: "Hello\n[a, b]\n", err: "" });
  expect((await selvage("run", file)).out).toBe("Hello\n[]\n");
});

test("[CX31] files are written and read, and what fails says where", async () => {
  const file = await source('## Main\nWrite "kept" to file "o.txt".\nRead t from file "o.txt".\nShow t.\nShow 1 / 0.\n');
  const ended = await selvage("logos", "run", file);
  expect(ended.code).toBe(1);
  expect(ended.out).toBe("kept\n");
  expect(ended.err).toContain("ERROR: Division by zero");
  expect(ended.err).toContain("test.logos:5:6");
});

test("[CX31] what is no program is said", async () => {
  expect((await selvage("run", "Alpha")).err).toContain("selvage run --id Alpha");
  const missing = await selvage("logos", "run", "none.logos");
  expect(missing.code).toBe(7);
  expect(missing.err).toContain("none.logos cannot be read");
});

test("[CX32] a check tells everything that is wrong, and runs nothing", async () => {
  const file = await source('## Main\nShow "ran".\nLet x 5.\nPsuh 1 to xs.\n');
  const ended = await selvage("logos", "check", file);
  expect(ended.code).toBe(1);
  expect(ended.out).toBe("");
  expect(ended.err).toContain("test.logos:3:");
  expect(ended.err).toContain("test.logos:4:");
  expect((await selvage("logos", "check", await source('## Main\nShow "ran".\n'))).out).toBe("");
});

test("[CX31] every program of the guide shows what stands below it", async () => {
  const guide = await readFile(join(root, "docs/logos.md"), "utf8");
  const examples = [...guide.matchAll(/```logos\n([\s\S]*?)```\n\n```output\n([\s\S]*?)```/g)];
  expect(examples.length).toBeGreaterThan(6);
  for (const [, text = "", output = ""] of examples)
    expect(await selvage("logos", "run", await source(text))).toEqual({ code: 0, out: output, err: "" });
});
