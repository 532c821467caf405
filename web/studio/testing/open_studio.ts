// The built Studio for browser tests: served from a folder below the root, as any server may, and opened in a browser that
// keeps what pages store.
import { build } from "esbuild";
import { cp, mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { expect } from "vitest";
import { openPageOnDisk, type WatchedPage } from "../../selvage/testing/pages.js";
import { serve } from "../../selvage/testing/serve.mjs";

const here = (path: string): string => fileURLToPath(new URL(path, import.meta.url));

export interface OpenStudio extends WatchedPage {
  /** Of the Studio, without anything behind it. */
  readonly address: string;
}

/** Opens it with what stands behind the address: `#join=…`, `?id=Alpha`. The page must have had no errors in the end. */
export function withStudio(behind: string, use: (studio: OpenStudio) => Promise<void>): Promise<void> {
  return withFolder(async (root) => {
    await cp(here("../dist"), join(root, "some/studio"), { recursive: true });
    await serveTo(root, async (origin) => {
      const address = `${origin}/some/studio/index.html`;
      const watched = await openPageOnDisk(address + behind);
      await use({ ...watched, address });
      expect(watched.errors).toEqual([]);
      expect(watched.requests.filter((path) => !path.startsWith("/some/studio/"))).toEqual([]);
    });
  });
}

/** The Studio over a crowd that is made up. */
export function withCrowd(behind: string, use: (page: WatchedPage) => Promise<void>): Promise<void> {
  return withFolder(async (root) => {
    await mkdir(join(root, "crowd"));
    await build({
      entryPoints: { crowd: here("crowd.tsx"), style: here("../src/style/style.css") },
      outdir: join(root, "crowd"),
      bundle: true,
      format: "esm",
      target: "es2022",
      jsx: "automatic",
      alias: { selvage: here("../../selvage/dist/index.js") },
      external: ["./disk.js", "./crypto.js", "./inline.js"],
      define: { "process.env.NODE_ENV": '"production"' },
      logLevel: "error",
    });
    await writeFile(
      join(root, "crowd/index.html"),
      '<!doctype html><html lang="en"><meta charset="utf-8"><link rel="icon" href="data:,"><link rel="stylesheet" href="style.css">' +
        '<body><div id="studio"></div><script type="module" src="crowd.js"></script></body></html>',
    );
    await serveTo(root, async (origin) => {
      const watched = await openPageOnDisk(`${origin}/crowd/index.html${behind}`);
      await use(watched);
      expect(watched.errors).toEqual([]);
    });
  });
}

async function withFolder(use: (root: string) => Promise<void>): Promise<void> {
  const root = await mkdtemp(join(tmpdir(), "selvage-studio-"));
  try {
    await use(root);
  } finally {
    await rm(root, { recursive: true, force: true });
  }
}

async function serveTo(root: string, use: (origin: string) => Promise<void>): Promise<void> {
  const server = await serve(root);
  try {
    await use(server.address);
  } finally {
    await server.close();
  }
}
