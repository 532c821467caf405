// @ts-check
// Records that are safe, in a page of Chromium with a profile on disk: ours, in a Worker with the disk beside it; the
// page's own IndexedDB; y-indexeddb.
import { copyFile, mkdtemp, rm, writeFile, cp } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";
import { chromium } from "playwright-core";

import { chromiumFlags, chromiumProgram } from "../../web/selvage/testing/chromium_program.mjs";
import { serve } from "../../web/selvage/testing/serve.mjs";
import { milliseconds, print } from "../frame/measure.mjs";

/** @typedef {import("../frame/manifest.mjs").Sample} Sample */

const at = (/** @type {string} */ path) => fileURLToPath(new URL(`../../${path}`, import.meta.url));
const sampleTime = milliseconds * 4;

const folder = await mkdtemp(join(tmpdir(), "selvage-bench-"));
const site = join(folder, "site");
await cp(at("web/selvage/dist"), join(site, "dist"), { recursive: true });
for (const script of ["disk_page.mjs", "disk_page_worker.mjs"])
  await copyFile(at(`web/selvage/testing/${script}`), join(site, script));
await copyFile(at("build/wasm/bench/bench_store_page.wasm"), join(site, "bench.wasm"));
await build({
  entryPoints: [at("bench/store/page_peers.mjs")],
  outfile: join(site, "peers.js"),
  bundle: true,
  format: "esm",
  logLevel: "warning",
});
await writeFile(join(site, "index.html"), "<!doctype html><title>Benchmark</title>");

const server = await serve(site);
const context = await chromium.launchPersistentContext(join(folder, "profile"), {
  executablePath: chromiumProgram(),
  args: chromiumFlags,
});
try {
  const page = await context.newPage();
  await page.goto(`${server.address}/`);
  const printed = await page.evaluate(async (milliseconds) => {
    const { runInWorker } = await import(/** @type {string} */ ("/disk_page.mjs"));
    const module = await WebAssembly.compileStreaming(fetch("/bench.wasm"));
    return runInWorker(module, { name: "bench" }, ["--milliseconds", String(milliseconds)]);
  }, milliseconds);
  const lines = printed.trim().split("\n");
  for (const line of lines) print(/** @type {Sample} */ (JSON.parse(line)));
  const samples = await page.evaluate(async (time) => {
    const { measurePeers } = await import(/** @type {string} */ ("/peers.js"));
    return measurePeers(time);
  }, sampleTime);
  for (const sample of samples) print(sample);
} finally {
  await context.close();
  await server.close();
  await rm(folder, { recursive: true, force: true });
}
