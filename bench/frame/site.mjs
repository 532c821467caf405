// @ts-check
// A site as the web has them: compressed, its files kept by the browser, its page asked for each time. It counts what it
// sends, since a page does not see what its Workers fetch.
import { readFile, readdir, rm, mkdtemp, cp, writeFile } from "node:fs/promises";
import { createServer } from "node:http";
import { tmpdir } from "node:os";
import { extname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { gzipSync } from "node:zlib";
import { build } from "esbuild";

/** @typedef {{ body: Buffer, type: string }} File */

/** @type {Record<string, string>} */
const types = { ".html": "text/html; charset=utf-8", ".js": "text/javascript; charset=utf-8", ".wasm": "application/wasm" };
const left = new Set([".map", ".ts"]); // Nobody's page asks for them.

/** A page that is alone in its process may measure its memory, and has finer clocks. */
const isolating = {
  "cross-origin-opener-policy": "same-origin",
  "cross-origin-embedder-policy": "require-corp",
};

export const at = (/** @type {string} */ path) => fileURLToPath(new URL(`../../${path}`, import.meta.url));

/** @param {string} folder @returns {Promise<Map<string, File>>} by their paths */
async function filesIn(folder) {
  /** @type {Map<string, File>} */
  const files = new Map();
  for (const entry of await readdir(folder, { recursive: true, withFileTypes: true })) {
    const type = types[extname(entry.name)];
    if (!entry.isFile() || left.has(extname(entry.name)) || !type) continue;
    const path = join(entry.parentPath, entry.name);
    files.set(path.slice(folder.length), { body: gzipSync(await readFile(path), { level: 9 }), type });
  }
  return files;
}

export class Site {
  sent = 0; // Bytes of bodies, compressed.

  /** @param {import("node:http").Server} server @param {string} folder */
  constructor(server, folder) {
    this.server = server;
    this.folder = folder;
  }

  get address() {
    const address = this.server.address();
    if (typeof address !== "object" || !address) throw new Error("the site is not served");
    return `http://127.0.0.1:${address.port}`;
  }

  /**
   * Pages by their scripts, which are bundled as people do it.
   * @param {Record<string, string>} scripts of each page, below bench/
   * @param {string} [head] of each page
   */
  static async start(scripts, head = "") {
    const folder = await mkdtemp(join(tmpdir(), "selvage-site-"));
    for (const [name, script] of Object.entries(scripts)) {
      await build({
        entryPoints: { page: at(`bench/${script}`) },
        outdir: join(folder, name),
        bundle: true,
        splitting: true,
        tsconfigRaw: "{}", // The package as it is published, and not its sources.
        chunkNames: "chunk-[name]", // crypto.js is the Worker's.
        minify: true,
        format: "esm",
        target: "es2022",
        logLevel: "error",
      });
      // What scripts find beside themselves.
      for (const file of ["selvage.wasm", "disk_worker.js", "mesh_worker.js", "crypto.js"])
        await cp(at(`web/selvage/dist/${file}`), join(folder, name, file));
      const icon = '<link rel="icon" href="data:,">';
      const page = `<!doctype html><meta charset="utf-8">${icon}${head}<script type="module" src="page.js"></script>`;
      await writeFile(join(folder, name, "index.html"), page);
    }
    const files = await filesIn(folder);
    const server = createServer((request, response) => {
      const { pathname } = new URL(request.url ?? "/", "http://localhost");
      const file = files.get(pathname.endsWith("/") ? `${pathname}index.html` : pathname);
      if (!file) return void response.writeHead(404, { "content-type": "text/plain" }).end("There is nothing.");
      const keeps = file.type.startsWith("text/html") ? "no-cache" : "public, max-age=31536000, immutable";
      site.sent += file.body.length;
      response.writeHead(200, {
        "content-type": file.type,
        "content-encoding": "gzip",
        "content-length": file.body.length,
        "cache-control": keeps,
        ...isolating,
      });
      response.end(file.body);
    });
    const site = new Site(server, folder);
    await new Promise((resolve) => server.listen(0, "127.0.0.1", () => resolve(undefined)));
    return site;
  }

  async stop() {
    this.server.closeAllConnections();
    await new Promise((resolve) => this.server.close(resolve));
    await rm(this.folder, { recursive: true, force: true });
  }
}
