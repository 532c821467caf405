// Units run whatever builds the page (UB1): their Worker is inside of the script, and nothing of it is asked for.
import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { build as esbuild } from "esbuild";
import { build as viteBuild } from "vite";
import webpack from "webpack";
import { afterAll, beforeAll, expect, test } from "vitest";
import { openPage } from "../selvage/testing/pages.js";
import { serve } from "../selvage/testing/serve.mjs";
import { copyForNoBundler, makeProject, type Project } from "./project.js";

let project: Project;
beforeAll(async () => {
  project = await makeProject();
});
afterAll(() => project.remove());

const html = (script: string): string =>
  `<!doctype html><meta charset="utf-8"><title>Units</title><link rel="icon" href="data:,"><body>${script}`;
const asModule = html('<script type="module" src="./units_page.js"></script>');

/** Its page asks for itself and for one script, or for one more that a bundler made. */
async function expectUnits(folder: string, scriptsMax = 1): Promise<void> {
  const server = await serve(folder);
  try {
    const { page, errors, requests } = await openPage(`${server.address}/units.html`);
    const answers = await page.waitForFunction(() => (globalThis as { answers?: unknown }).answers);
    expect(await answers.jsonValue()).toBe("here, and there");
    expect(errors).toEqual([]);
    const fetched = requests.filter((path) => path.endsWith(".js") || path.endsWith(".wasm"));
    expect(fetched.length).toBeLessThanOrEqual(scriptsMax);
  } finally {
    await server.close();
  }
}

test("[UB1] no bundler", async () => {
  const folder = await copyForNoBundler(project, "plain");
  await writeFile(join(folder, "units.html"), asModule);
  await expectUnits(folder, 2);
});

test("[UB1] Vite", async () => {
  await writeFile(join(project.root, "units.html"), asModule);
  const input = join(project.root, "units.html");
  await viteBuild({ root: project.root, build: { outDir: "vite", rollupOptions: { input } }, logLevel: "error" });
  await expectUnits(join(project.root, "vite"), 2);
});

test("[UB1] webpack", async () => {
  const output = { path: join(project.root, "webpack"), filename: "units_page.js" };
  const compiler = webpack({ context: project.root, entry: "./units_page.js", output, mode: "production" });
  const stats = await new Promise<webpack.Stats | undefined>((resolve, reject) => {
    compiler?.run((error, result) => (error ? reject(error) : resolve(result)));
  });
  await new Promise((resolve) => compiler?.close(resolve));
  const { errors, warnings } = stats?.toJson({ errors: true, warnings: true }) ?? {};
  expect([errors, warnings]).toEqual([[], []]);
  await writeFile(join(output.path, "units.html"), html('<script src="./units_page.js"></script>'));
  await expectUnits(output.path);
});

test.each(["esm", "iife"] as const)("[UB1] esbuild, %s", async (format) => {
  const outdir = join(project.root, format);
  await mkdir(outdir, { recursive: true });
  await esbuild({ absWorkingDir: project.root, entryPoints: ["units_page.js"], bundle: true, format, outdir, logLevel: "error" });
  await writeFile(join(outdir, "units.html"), format === "esm" ? asModule : html('<script src="./units_page.js"></script>'));
  await expectUnits(outdir);
});
