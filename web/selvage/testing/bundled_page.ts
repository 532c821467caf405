// A page that is made of one script and what it imports, the package among it, as a bundler makes it: for browser tests.
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { build } from "esbuild";
import { withSite } from "./site.js";

/** Serves the page while `use` runs. The script finds the package's other files beside itself, in dist/. */
export function withBundledPage(script: string, body: string, use: (address: string) => Promise<void>): Promise<void> {
  const spoil = async (folder: string): Promise<void> => {
    await build({
      entryPoints: [script],
      outfile: join(folder, "dist/page.js"),
      bundle: true,
      format: "esm",
      target: "es2022",
      jsx: "automatic",
      external: ["./disk.js", "./crypto.js", "./inline.js", "./units.js"],
      define: { "process.env.NODE_ENV": '"development"' },
      logLevel: "error",
    });
    const head = '<meta charset="utf-8"><title>Selvage</title><link rel="icon" href="data:,">';
    const start = '<script type="module" src="dist/page.js"></script>';
    await writeFile(join(folder, "index.html"), `<!doctype html><html lang="en">${head}<body>${body}${start}</body></html>`);
  };
  return withSite({ spoil }, use);
}
