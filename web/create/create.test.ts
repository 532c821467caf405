// The program as a user runs it: what it writes, what it refuses, and that what it wrote is right.
import { mkdir, readdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
import { create, install, manifestOf, run, withFolder } from "./testing/install.js";

const root = fileURLToPath(new URL("../..", import.meta.url));
const compiler = join(root, "node_modules/typescript/bin/tsc");

test.each(["vanilla", "react"])("[CS1] [CS2] writes the template %s, whose types are right", async (template) => {
  await withFolder(async (folder) => {
    const { status, out, failure } = await create(folder, "my-app", "--template", template);
    expect([status, failure]).toEqual([0, ""]);
    expect(out).toMatch(/cd my-app\n {2}npm install\n {2}npm run dev\n$/);
    const app = join(folder, "my-app");
    const files = await readdir(app, { recursive: true });
    expect(files).toEqual(expect.arrayContaining([".gitignore", "index.html", "package.json", "tsconfig.json"]));
    expect(files.filter((name) => name.includes("_"))).toEqual([]);
    expect((await manifestOf(app)).name).toBe("my-app");
    for (const name of files) expect(await readFile(join(app, name), "utf8").catch(() => "")).not.toContain("__NAME__");
    await install(app);
    expect(await run(compiler, [], app)).toEqual({ status: 0, out: "", failure: "" });
  });
});

test("[CS1] writes plain TypeScript unless told, into the folder where it runs too, if that is empty but for git", async () => {
  await withFolder(async (folder) => {
    const app = join(folder, "here");
    await mkdir(join(app, ".git"), { recursive: true });
    const { status, out } = await create(app, ".");
    expect(status).toBe(0);
    expect(out).not.toContain("cd ");
    expect(await readdir(join(app, "src"))).toEqual(["main.ts", "style.css"]);
  });
});

test("[CS3] what cannot be done is said, and changes nothing", async () => {
  await withFolder(async (folder) => {
    await mkdir(join(folder, "full"));
    await writeFile(join(folder, "full/notes.txt"), "mine");
    await writeFile(join(folder, "file"), "mine");
    const cases: [string[], RegExp][] = [
      [["full"], /full is not empty: it has notes\.txt\. Choose another folder/],
      [["file"], /file is a file\. Choose another/],
      [["My App"], /"My App" cannot be the name of a package.* Name the folder my-app, for instance/],
      [["---"], /Unknown option/],
      [["app", "--template", "angular"], /no template angular\. Choose vanilla or react/],
      [["app", "--colour"], /Unknown option.*[^]*npm create selvage FOLDER/],
      [["app", "other"], /Only one folder/],
      [[], /Say where the app is to be written[^]*npm create selvage FOLDER/],
    ];
    for (const [words, said] of cases) {
      const { status, out, failure } = await create(folder, ...words);
      expect([words, status, out]).toEqual([words, 1, ""]);
      expect(failure).toMatch(said);
      expect(failure).not.toContain("    at "); // No stack: it is nobody's defect.
    }
    expect((await readdir(folder, { recursive: true })).sort()).toEqual(["file", "full", "full/notes.txt"]);
    expect(await readFile(join(folder, "full/notes.txt"), "utf8")).toBe("mine");
  });
});

test("[CS1] says how it is used", async () => {
  await withFolder(async (folder) => {
    const { status, out } = await create(folder, "--help");
    expect([status, out]).toEqual([0, expect.stringContaining("npm create selvage FOLDER")]);
  });
});

test.each(["vanilla", "react"])("[CS4] the template %s asks for the versions with which it is tested", async (template) => {
  const read = async (path: string): Promise<Record<string, Record<string, string>>> =>
    JSON.parse(await readFile(join(root, path), "utf8")) as Record<string, Record<string, string>>;
  const { dependencies, devDependencies } = await read(`web/create/templates/${template}/_package.json`);
  const { version } = (await read("web/selvage/package.json")) as unknown as { version: string };
  const tested = { ...(await read("web/create/package.json")).devDependencies, selvage: `^${version}` };
  for (const [name, range] of Object.entries({ ...dependencies, ...devDependencies })) expect([name, range]).toEqual([name, tested[name as never]]);
});
