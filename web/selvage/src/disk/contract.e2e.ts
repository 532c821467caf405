// The disks of a browser keep the contract of all disks, and what they synced.
import { copyFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
import { importInPage, openPage } from "../../testing/pages.js";
import { withSite } from "../../testing/site.js";
import type { DiskKind } from "./messages.js";

const here = (path: string): string => fileURLToPath(new URL(path, import.meta.url));
const program = here("../../../../build/wasm/web/wasm/disk_contract.wasm");
const kinds: DiskKind[] = ["opfs", "indexeddb"];
const name = "Alpha";

const withDiskSite = (use: (address: string) => Promise<void>): Promise<void> =>
  withSite(
    {
      spoil: async (folder) => {
        await copyFile(program, join(folder, "disk_contract.wasm"));
        for (const script of ["disk_page.mjs", "disk_page_worker.mjs"])
          await copyFile(here(`../../testing/${script}`), join(folder, script));
      },
    },
    use,
  );

const places = ["runOnDisk", "runInWorker"] as const;
type Run = (module: WebAssembly.Module, opening: object) => Promise<string>;

test.each(kinds.flatMap((kind) => places.map((place) => [kind, place] as const)))(
  "[DK1] [DK2] [DK3] [DK4] [DK5] [DK6] the contract, on %s, %s",
  async (kind, place) => {
    await withDiskSite(async (address) => {
      const { page, errors } = await openPage(address);
      const script = await importInPage<Record<(typeof places)[number], Run>>(page, "/disk_page.mjs");
      const printed = await page.evaluate(
        async ([runs, place, opening]) =>
          runs[place](await WebAssembly.compileStreaming(fetch("/disk_contract.wasm")), opening),
        [script, place, { name, kind }] as const,
      );
      expect(printed).toContain("[  PASSED  ] 9 tests");
      expect(printed).not.toContain("FAILED");
      expect(errors).toEqual([]);
    });
  },
);
