// Builds the Studio into dist/: one page, one script, one style, and the package beside them, as it is. All addresses
// are relative, so that any folder of any server can hold it.
import { cp, mkdir } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { defineConfig, type HtmlTagDescriptor, type Plugin } from "vite";

const here = (path: string): string => fileURLToPath(new URL(path, import.meta.url));

// What a page that joins a mesh and works in it fetches of the package.
const partsOfPackage = ["index.js", "thread.js", "mesh_worker.js", "disk.js", "disk_worker.js", "crypto.js", "units.js", "selvage.wasm"];

const preload = (attrs: Record<string, string | boolean>): HtmlTagDescriptor => ({ tag: "link", attrs, injectTo: "head" });

/** The package is neither bundled nor changed: it finds its module and its Worker beside itself. */
function packageBeside(): Plugin {
  return {
    name: "package-beside",
    apply: "build",
    enforce: "pre",
    resolveId: (source) => (source === "selvage" ? { id: "./selvage/index.js", external: true } : null),
    // Fetched at once, and not when the script before has asked for it.
    transformIndexHtml: () => [
      preload({ rel: "preload", href: "./selvage/selvage.wasm", as: "fetch", type: "application/wasm", crossorigin: true }),
      ...["index", "thread", "mesh_worker", "crypto"].map((name) => preload({ rel: "modulepreload", href: `./selvage/${name}.js` })),
    ],
    async closeBundle() {
      await mkdir(here("dist/selvage"), { recursive: true });
      for (const part of partsOfPackage) await cp(here(`../selvage/dist/${part}`), here(`dist/selvage/${part}`));
    },
  };
}

export default defineConfig({
  root: here("."),
  base: "./",
  plugins: [packageBeside()],
  build: {
    target: "es2022",
    outDir: "dist",
    emptyOutDir: true,
    modulePreload: false,
    assetsInlineLimit: 0,
    rollupOptions: {
      output: { entryFileNames: "studio.js", chunkFileNames: "[name].js", assetFileNames: "studio[extname]" },
    },
  },
});
