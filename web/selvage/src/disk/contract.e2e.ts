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
        await copyFile(here("../../testing/disk_page.mjs"), join(folder, "disk_page.mjs"));
      },
    },
    use,
  );

test.each(kinds)("[DK1] [DK2] [DK3] [DK4] [DK5] [DK6] the contract, on %s", async (kind) => {
  await withDiskSite(async (address) => {
    const { page, errors } = await openPage(address);
    const script = await importInPage<{
      runOnDisk(module: WebAssembly.Module, opening: object): Promise<string>;
    }>(page, "/disk_page.mjs");
    const printed = await page.evaluate(
      async ([{ runOnDisk }, opening]) =>
        runOnDisk(await WebAssembly.compileStreaming(fetch("/disk_contract.wasm")), opening),
      [script, { name, kind }] as const,
    );
    expect(printed).toContain("[  PASSED  ] 9 tests");
    expect(printed).not.toContain("FAILED");
    expect(errors).toEqual([]);
  });
});
