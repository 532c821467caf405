// A site for browser tests: an empty page beside a copy of dist/, in a temporary folder that a test
// may spoil.
import { cp, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll } from "vitest";
import { serve } from "./serve.mjs";

const here = (path: string): string => fileURLToPath(new URL(path, import.meta.url));

export interface SiteOptions {
  /** What stands in the page's head. */
  readonly head?: string;
  /** Changes the folder before it is served; dist/ is in it. */
  readonly spoil?: (folder: string) => Promise<void>;
  readonly serve?: Parameters<typeof serve>[1];
}

/** Serves the site while `use` runs. */
export async function withSite(
  options: SiteOptions,
  use: (address: string) => Promise<void>,
): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), "selvage-site-"));
  try {
    await cp(here("../dist"), join(folder, "dist"), { recursive: true });
    const icon = '<link rel="icon" href="data:,">';
    const head = `<meta charset="utf-8"><title>Selvage</title>${icon}${options.head ?? ""}`;
    await writeFile(join(folder, "index.html"), `<!doctype html><head>${head}</head>`);
    await options.spoil?.(folder);
    const server = await serve(folder, options.serve);
    try {
      await use(`${server.address}/`);
    } finally {
      await server.close();
    }
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** One site for all tests of a file, and what is opened of it. */
export function siteOfFile<Opened>(
  open: (address: string) => Promise<Opened>,
  close: (opened: Opened) => Promise<void> = () => Promise.resolve(),
): () => Opened {
  let opened: Opened;
  let leave = (): void => {};
  let served: Promise<void>;
  beforeAll(async () => {
    await new Promise<void>((ready, failed) => {
      const use = async (address: string): Promise<void> => {
        opened = await open(address);
        ready();
        await new Promise<void>((left) => (leave = left));
        await close(opened);
      };
      served = withSite({}, use);
      served.catch(failed);
    });
  });
  afterAll(async () => {
    leave();
    await served;
  });
  return () => opened;
}
