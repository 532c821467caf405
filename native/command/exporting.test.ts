// Documents of real nodes, in files and out of them.
import { execFile } from "node:child_process";
import { mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, expect, test } from "vitest";
import { Terminal } from "../../web/selvage/testing/terminal.js";

const program = fileURLToPath(new URL("../../build/release/native/command/selvage", import.meta.url));
let folder: string;
let terminal: Terminal;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "selvage-export-"));
  terminal = await Terminal.run("--id", "Alpha");
});
afterAll(async () => {
  await terminal.close();
  await rm(folder, { recursive: true, force: true });
});

interface Outcome {
  code: number;
  out: string;
  err: string;
}
function selvage(words: string[], input = ""): Promise<Outcome> {
  return new Promise((resolve) => {
    const running = execFile(program, [...words, "--data", terminal.data], (failure, out, err) =>
      resolve({ code: typeof failure?.code === "number" ? failure.code : 0, out, err }),
    );
    // Who refuses its words has ended before it reads.
    running.stdin?.on("error", () => {});
    running.stdin?.end(input);
  });
}

const tree = {
  score: 3,
  "a.b[c]": { deep: [1, { x: "ä" }, []] },
  "": null,
  flag: true,
};

test("[CX17] [CX18] what was exported is imported as the same", async () => {
  const file = join(folder, "tree.json");
  await writeFile(file, JSON.stringify(tree));
  const done = await selvage(["import", "one", "--from", file]);
  expect(done).toMatchObject({ code: 0, err: "", out: expect.stringMatching(/4 keys are new, 0 are replaced/) });
  const exported = join(folder, "exported.json");
  expect(await selvage(["export", "one", "--to", exported])).toMatchObject({ code: 0, err: "" });
  expect(JSON.parse(await readFile(exported, "utf8"))).toEqual(tree);
  expect((await readdir(folder)).sort()).toEqual(["exported.json", "tree.json"]);
  const { out } = await selvage(["export", "one"]);
  expect(out).toBe(await readFile(exported, "utf8"));
  expect((await selvage(["import", "two", "--from", "-"], out)).code).toBe(0);
  expect(await terminal.ask("get", "two")).toEqual(tree);
});

test("[CX18] an import says what it will do, changes what is different alone, and leaves the rest", async () => {
  await selvage(["type", "three", "notes", "written together"]);
  await selvage(["set", "three", "other", "1"]);
  const file = join(folder, "three.json");
  await writeFile(file, '{"notes": "written together", "score": 2, "other": 2}');
  const before = await terminal.ask("get", "three");
  const dry = await selvage(["import", "three", "--from", file, "--dry-run", "--json"]);
  const plan = { document: "three", new: ["score"], replaced: ["other"], same: ["notes"], left: [] };
  expect(JSON.parse(dry.out)).toEqual({ ...plan, written: false });
  expect(await terminal.ask("get", "three")).toEqual(before);
  await writeFile(file, '{"notes": "written together", "score": 2}');
  expect((await selvage(["import", "three", "--from", file])).out).toBe(
    "three: 1 keys are new, 0 are replaced, 1 are so already; 1 others stay as they are\n",
  );
  // It is a text that many write, still.
  expect((await selvage(["type", "three", "notes", "!"])).code).toBe(0);
  expect(await terminal.ask("get", "three")).toEqual({ notes: "written together!", score: 2, other: 1 });
});

test("[CX19] what cannot be imported or exported is refused, and nothing is changed", async () => {
  const file = join(folder, "wrong.json");
  const cases: [string, string][] = [
    ["[1]", "holds no JSON object"],
    ["{", "holds no JSON:"],
    ["", "holds no JSON:"],
  ];
  for (const [text, cause] of cases) {
    await writeFile(file, text);
    const outcome = await selvage(["import", "four", "--from", file]);
    expect([text, outcome.code, outcome.err]).toEqual([text, 2, expect.stringContaining(cause)]);
  }
  expect((await selvage(["import", "four"])).code).toBe(2);
  expect((await selvage(["import", "four", "--from", join(folder, "none.json")])).code).toBe(7);
  expect((await selvage(["import", "four", "--from", folder])).code).toBe(7);
  expect((await selvage(["export", "one", "--to", join(folder, "none/file.json")])).code).toBe(7);
  await writeFile(file, '{"a": 1}');
  const strict = await selvage(["import", "four", "--from", file, "--durability", "strict(5)"]);
  expect([strict.code, strict.err]).toEqual([6, expect.stringContaining("The key a was not set")]);
});
