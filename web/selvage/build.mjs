// Builds dist/ from src/ and the brain's module: `npm run build -w selvage`, after the wasm preset.
//
//   index.js   what a page, a Worker or a bundler imports; node.js is the same for Node
//   disk.js    a tab's disk, with disk_worker.js, fetched by pages that keep something
//   thread.js  a node in a Worker, from the page's side, with mesh_worker.js: brain, sockets and disk
//   crypto.js  libsodium and what connects it, fetched when crypto is enabled
//   units.js   runs units in Workers, whose script it has inside of it as text; fetched by pages that work for others
//   react.js   hooks, and yjs.js a provider: they import "selvage" and what they are for, and hold neither
//   inline.js  selvage.wasm once more as text, fetched only where selvage.wasm cannot be
//
// Each entry is one file without shared chunks, so a page without a bundler asks for one script. They are minified,
// and beside each is its map, which holds the sources. The imports between them stay as they are written, for the
// user's bundler to split at.
import { copyFile, mkdir, readFile, rm, writeFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";

const here = (path) => fileURLToPath(new URL(path, import.meta.url));
const wasm = process.env.SELVAGE_WASM ?? here("../../build/wasm/web/wasm/selvage.wasm");

// libsodium's glue asks Node for chance and its own script for an address, neither of which is
// used: chance is passed to it and its module is inside it. Left in, both would make a bundler
// complain at the user.
const sodiumWithoutHost = {
  name: "sodium-without-host",
  setup(builder) {
    builder.onLoad({ filter: /libsodium-sumo\.mjs$/ }, async ({ path }) => {
      let contents = await readFile(path, "utf8");
      for (const [from, to] of [
        ['require("crypto")', "undefined"],
        ["import.meta.url", '""'],
      ]) {
        const pieces = contents.split(from);
        if (pieces.length !== 2)
          throw new Error(`${path}: expected ${from} once, found ${pieces.length - 1}`);
        contents = pieces.join(to);
      }
      return { contents, loader: "js" };
    });
  },
};

async function bundle(entry, options) {
  await build({
    entryPoints: [here(`src/${entry}.ts`)],
    outfile: here(`dist/${entry}.js`),
    bundle: true,
    format: "esm",
    target: "es2022",
    external: ["./crypto.js", "./disk.js", "./inline.js", "./thread.js", "./units.js"],
    logLevel: "warning",
    minify: true,
    sourcemap: true,
    ...options,
  });
}

// Parts beside the package import it by its name, so that a page has it once, in Node's form in Node.
const packageByName = {
  name: "package-by-name",
  setup(builder) {
    builder.onResolve({ filter: /^\.\.\/index\.js$/ }, () => ({ path: "selvage", external: true }));
  },
};
const besidePackage = { platform: "neutral", jsx: "automatic", packages: "external", plugins: [packageByName] };

// A Worker that neither a bundler nor a server has to know of. Strict, so that a unit in it cannot ask who called it.
const unitWorkerAsText = {
  name: "unit-worker-as-text",
  setup(builder) {
    builder.onResolve({ filter: /\/worker_text\.js$/ }, () => ({ path: "worker_text", namespace: "text" }));
    builder.onLoad({ filter: /.*/, namespace: "text" }, async () => {
      const { outputFiles } = await build({
        entryPoints: [here("src/units/worker/main.ts")],
        bundle: true,
        format: "iife",
        target: "es2022",
        minify: true,
        write: false,
        logLevel: "warning",
        banner: { js: '"use strict";' },
        footer: { js: "//# sourceURL=selvage-units.js" },
      });
      return { contents: `export const workerText = ${JSON.stringify(outputFiles[0].text)};` };
    });
  },
};

await rm(here("dist"), { recursive: true, force: true });
await mkdir(here("dist"), { recursive: true });

const bytes = await readFile(wasm).catch(() => {
  throw new Error(
    `${wasm} is missing: build it first (cmake --preset wasm && cmake --build --preset wasm)`,
  );
});
await copyFile(wasm, here("dist/selvage.wasm"));
await writeFile(here("dist/inline.js"), `export const base64 = "${bytes.toString("base64")}";\n`);
const license = await readFile(here("../../node_modules/libsodium-sumo/LICENSE"), "utf8");
await Promise.all([
  bundle("index", { platform: "browser" }),
  bundle("node", { platform: "node" }),
  bundle("disk", { platform: "browser" }),
  bundle("thread", { platform: "browser" }),
  bundle("thread/mesh_worker", { platform: "browser", outfile: here("dist/mesh_worker.js") }),
  bundle("disk/disk_worker", { platform: "browser", outfile: here("dist/disk_worker.js") }),
  bundle("units", { platform: "browser", plugins: [unitWorkerAsText] }),
  bundle("react/index", {
    ...besidePackage,
    entryPoints: [here("src/react/index.tsx")],
    outfile: here("dist/react.js"),
    banner: { js: '"use client";' }, // For frameworks that also render on a server.
  }),
  bundle("yjs/index", { ...besidePackage, outfile: here("dist/yjs.js") }),
  bundle("crypto", {
    platform: "neutral",
    mainFields: ["module"],
    sourcemap: false,
    plugins: [sodiumWithoutHost],
    banner: {
      js: `/*! Contains libsodium.js, unchanged but for its host's detection.\n\n${license}*/`,
    },
  }),
]);
