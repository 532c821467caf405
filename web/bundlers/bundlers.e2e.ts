// The package works in a page and in a module Worker without any configuration, whatever builds the
// page; the Worker that a page's mesh has is found too (TH3, TH8).
//
// Under Vite, webpack and no bundler, each realm asks for the .wasm once and never for the inline
// copy. esbuild neither copies nor follows assets, so there the inline copy, which is in the
// bundle, takes over, and the brain of a mesh runs in the page's own thread.
import { copyFile, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { build as esbuild } from "esbuild";
import { build as viteBuild, createServer as createViteServer } from "vite";
import webpack from "webpack";
import { afterAll, beforeAll, expect, test } from "vitest";
import { openPage, type WatchedPage } from "../selvage/testing/pages.js";
import { serve } from "../selvage/testing/serve.mjs";
import { copyForNoBundler, makeProject, type Project } from "./project.js";

/** Milliseconds: it makes what it bundles small, for the page, its Worker and the mesh's. */
const webpackMax = 180_000;

let project: Project;
beforeAll(async () => {
  project = await makeProject();
});
afterAll(() => project.remove());

const right = {
  crc32c: "e3069283",
  blake3: "6437b3ac38465133ffb63b75273a8db548c558465d79db03fd359c6cd5bd9d85",
};
const besideTheScript = { ...right, loadedFrom: "selvage.wasm beside the script" };
const insideThePackage = { ...right, loadedFrom: "the copy inside the package" };
// The page's brain is in a Worker of the package's, unless the bundler leaves that behind. In a Worker it stays there.
const inItsWorker = [{ ...besideTheScript, thread: "worker" }, { ...besideTheScript, thread: "here" }];
const withoutWorker = (answer: object): object[] => Array.from({ length: 2 }, () => ({ ...answer, thread: "here" }));
const noWorker = ["404 /mesh_worker.js", "failed /mesh_worker.js"];

async function answersAt(address: string): Promise<WatchedPage & { answers: unknown }> {
  const watched = await openPage(address);
  const result = await watched.page.waitForFunction(
    () => (globalThis as { answers?: unknown }).answers,
  );
  return { ...watched, answers: await result.jsonValue() };
}

async function answersOf(folder: string): Promise<WatchedPage & { answers: unknown }> {
  const server = await serve(folder);
  try {
    return await answersAt(`${server.address}/`);
  } finally {
    await server.close();
  }
}

function expectOneWasmEach({ requests }: WatchedPage): void {
  const modules = requests.filter((path) => path.endsWith(".wasm"));
  expect(modules).toHaveLength(2); // The page's and the Worker's.
  expect(requests.filter((path) => path.includes("inline"))).toEqual([]);
}

test("[WA3] [TH8] no bundler", async () => {
  const watched = await answersOf(await copyForNoBundler(project, "plain"));
  expect(watched.answers).toEqual(inItsWorker);
  expect(watched.errors).toEqual([]);
  expectOneWasmEach(watched);
});

test("[WA3] [TH8] Vite, built", async () => {
  await viteBuild({ root: project.root, build: { outDir: "vite" }, logLevel: "error" });
  const watched = await answersOf(join(project.root, "vite"));
  expect(watched.answers).toEqual(inItsWorker);
  expect(watched.errors).toEqual([]);
  expectOneWasmEach(watched);
});

test("[WA3] [TH8] Vite, development server", async () => {
  const server = await createViteServer({
    root: project.root,
    server: { host: "127.0.0.1", port: 0 },
    logLevel: "error",
  });
  await server.listen();
  try {
    const watched = await answersAt(server.resolvedUrls?.local[0] ?? "");
    expect(watched.answers).toEqual(inItsWorker);
    expect(watched.errors).toEqual([]);
    expectOneWasmEach(watched);
  } finally {
    await server.close();
  }
});

test("[WA3] [TH8] webpack", async () => {
  const compiler = webpack({
    context: project.root,
    entry: "./app.js",
    output: { path: join(project.root, "webpack") },
    mode: "production",
  });
  const stats = await new Promise<webpack.Stats | undefined>((resolve, reject) => {
    compiler?.run((error, result) => (error ? reject(error) : resolve(result)));
  });
  await new Promise((resolve) => compiler?.close(resolve));
  const { errors, warnings } = stats?.toJson({ errors: true, warnings: true }) ?? {};
  expect(errors).toEqual([]);
  // libsodium's chunk is large; that is all that webpack may say.
  for (const warning of warnings ?? [])
    expect(warning.message).toMatch(/size limit|code splitting/);
  await writePage("webpack", '<script src="main.js"></script>');
  const watched = await answersOf(join(project.root, "webpack"));
  expect(watched.answers).toEqual(inItsWorker);
  expect(watched.errors).toEqual([]);
  expectOneWasmEach(watched);
}, webpackMax);

test("[WA3] [TH8] esbuild, modules", async () => {
  await bundle("esm", ["app.js", "worker.js"]);
  await copyFile(join(project.root, "index.html"), join(project.root, "esm/index.html"));
  const watched = await answersOf(join(project.root, "esm"));
  expect(watched.answers).toEqual(withoutWorker(insideThePackage));
  // The browser itself reports what is not beside the bundle.
  expect(watched.errors.toSorted()).toEqual(["404 /selvage.wasm", "404 /selvage.wasm", ...noWorker].toSorted());
});

test("[WA3] [TH8] esbuild, modules, with what it leaves behind copied beside the bundle", async () => {
  for (const name of ["selvage.wasm", "mesh_worker.js", "crypto.js"])
    await copyFile(join(project.root, "node_modules/selvage/dist", name), join(project.root, "esm", name));
  const watched = await answersOf(join(project.root, "esm"));
  expect(watched.answers).toEqual(inItsWorker);
  expect(watched.errors).toEqual([]);
});

test("[WA3] [TH8] esbuild, classic scripts in page and Worker", async () => {
  await bundle("iife", ["classic.js", "worker.js"]);
  await writePage("iife", '<script src="classic.js"></script>');
  const watched = await answersOf(join(project.root, "iife"));
  expect(watched.answers).toEqual(withoutWorker(insideThePackage));
  expect(watched.errors).toEqual([]);
});

async function bundle(format: "esm" | "iife", entryPoints: string[]): Promise<void> {
  await esbuild({
    absWorkingDir: project.root,
    entryPoints,
    bundle: true,
    format,
    outdir: format,
    logLevel: "error",
  });
}

async function writePage(folder: string, script: string): Promise<void> {
  const page = await readFile(join(project.root, "index.html"), "utf8");
  const changed = page.replace(/<script.*<\/script>/, "").replace("</body>", `${script}</body>`);
  await writeFile(join(project.root, folder, "index.html"), changed);
}
