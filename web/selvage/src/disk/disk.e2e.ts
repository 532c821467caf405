// What is the browser's own about disks: slots of tabs, quotas, storage that is taken away, Workers that are
// killed while they write.
import type { JSHandle, Page } from "playwright-core";
import { expect, test } from "vitest";
import { importInPage, openPage, openPageOnDisk } from "../../testing/pages.js";
import { withSite } from "../../testing/site.js";
import type { DiskKind } from "./messages.js";

const kinds: DiskKind[] = ["opfs", "indexeddb"];
const name = "Alpha";

type DiskModule = typeof import("../disk.js");
const diskIn = (page: Page): Promise<JSHandle<DiskModule>> =>
  importInPage<DiskModule>(page, "/dist/disk.js");

/** A second tab of the same browser profile. */
async function openBeside(page: Page, address: string): Promise<Page> {
  const other = await page.context().newPage();
  await other.goto(address);
  return other;
}

const slotIn = async (page: Page): Promise<number> =>
  page.evaluate(
    async ([{ BrowserDisk }, name]) => (await BrowserDisk.open({ name })).opened.slot,
    [await diskIn(page), name] as const,
  );

test("[WD1] each tab has a slot of its own, and takes what was left by one that is gone", async () => {
  await withSite({}, async (address) => {
    const { page: first } = await openPage(address);
    expect(await slotIn(first)).toBe(0);
    const second = await openBeside(first, address);
    expect(await slotIn(second)).toBe(1);
    const third = await openBeside(first, address);
    expect(await slotIn(third)).toBe(2);
    await second.close();
    const fourth = await openBeside(first, address);
    await expect.poll(() => slotIn(fourth)).toBe(1);
    await first.reload();
    await expect.poll(() => slotIn(first)).toBe(0);
  });
});

test("[WD2] private files are preferred, and what was opened is told", async () => {
  await withSite({}, async (address) => {
    const { page } = await openPage(address);
    const opened = await page.evaluate(
      async ([{ BrowserDisk }, name]) => (await BrowserDisk.open({ name })).opened,
      [await diskIn(page), name] as const,
    );
    expect(opened).toEqual({ kind: "opfs", slot: 0, isKept: expect.any(Boolean) });
  });
});

test.each(kinds)("[WD3] beyond the quota there is no room, what was there stays, on %s", async (kind) => {
  await withSite({}, async (address) => {
    const { page } = await openPageOnDisk(address);
    const session = await page.context().newCDPSession(page);
    const quotaSize = 3_000_000;
    const override = { origin: new URL(address).origin, quotaSize };
    await session.send("Storage.overrideQuotaForOrigin", override);
    const told = await page.evaluate(
      async ([{ BrowserDisk }, opening]) => {
        const disk = await BrowserDisk.open(opening);
        const file = 1n;
        await disk.ask({ kind: "open", file, name: "a", isNew: true });
        const faults: string[] = [];
        const first = new Uint8Array(1000).fill(7);
        faults.push((await disk.ask({ kind: "write", file, offset: 0, bytes: first })).fault);
        faults.push((await disk.ask({ kind: "sync", file })).fault);
        let offset = 1000;
        for (let i = 0; i < 20; ++i, offset += 500_000) {
          const bytes = crypto.getRandomValues(new Uint8Array(65536));
          const large = new Uint8Array(500_000);
          for (let at = 0; at < large.length; at += 65536)
            large.set(bytes.subarray(0, Math.min(65536, large.length - at)), at);
          faults.push((await disk.ask({ kind: "write", file, offset, bytes: large })).fault);
          faults.push((await disk.ask({ kind: "sync", file })).fault);
        }
        const { bytes } = await disk.ask({ kind: "read", file, offset: 0, size: 1000 });
        return { faults, isKept: bytes?.every((byte) => byte === 7) && bytes.length === 1000 };
      },
      [await diskIn(page), { name, kind }] as const,
    );
    expect(told.faults.slice(0, 2)).toEqual(["none", "none"]);
    expect(told.faults).toContain("full");
    expect(new Set(told.faults)).toEqual(new Set(["none", "full"]));
    expect(told.isKept).toBe(true);
  });
});

test.each(kinds)("[WD3] storage that is taken away is gone, on %s", async (kind) => {
  await withSite({}, async (address) => {
    const { page } = await openPage(address);
    const disk = await page.evaluateHandle(
      async ([{ BrowserDisk }, opening]) => {
        const disk = await BrowserDisk.open(opening);
        await disk.ask({ kind: "open", file: 1n, name: "a", isNew: true });
        await disk.ask({ kind: "write", file: 1n, offset: 0, bytes: new Uint8Array(10) });
        await disk.ask({ kind: "sync", file: 1n });
        return disk;
      },
      [await diskIn(page), { name, kind }] as const,
    );
    const session = await page.context().newCDPSession(page);
    const { origin } = new URL(address);
    await session.send("Storage.clearDataForOrigin", { origin, storageTypes: "all" });
    const faultsOf = (): Promise<string[]> =>
      page.evaluate(async (disk) => {
        const asked = [
          { kind: "write", file: 1n, offset: 10, bytes: new Uint8Array(10) },
          { kind: "sync", file: 1n },
          { kind: "open", file: 2n, name: "b", isNew: true },
        ] as const;
        const answers = await Promise.all(asked.map((action) => disk.ask(action)));
        return answers.map(({ fault }) => fault);
      }, disk);
    // Handles of private files outlive their names: then the loss shows where names are used.
    await expect.poll(async () => (await faultsOf()).at(-1)).toBe("gone");
  });
});

// As the journal does, which reads what is old while it writes.
test.each(kinds)("[DK2] [WD4] a reader that closes a file takes nothing back, on %s", async (kind) => {
  await withSite({}, async (address) => {
    const { page } = await openPage(address);
    const told = await page.evaluate(
      async ([{ BrowserDisk }, opening]) => {
        const disk = await BrowserDisk.open(opening);
        const [writer, reader] = [1n, 2n];
        const write = (offset: number, size: number) => {
          const bytes = new Uint8Array(size).fill(7);
          return disk.ask({ kind: "write", file: writer, offset, bytes });
        };
        const faults = await Promise.all([
          disk.ask({ kind: "open", file: writer, name: "a", isNew: true }),
          write(0, 1000),
          disk.ask({ kind: "open", file: reader, name: "a", isNew: false }),
          write(1000, 99_000),
          disk.ask({ kind: "sync", file: writer }),
        ]).then((answers) => answers.map(({ fault }) => fault));
        const seen = await disk.ask({ kind: "read", file: reader, offset: 0, size: 200_000 });
        await disk.ask({ kind: "close", file: reader });
        disk.close();
        const again = await BrowserDisk.open(opening);
        const { size } = await again.ask({ kind: "open", file: 1n, name: "a", isNew: false });
        return { faults, seen: seen.bytes?.length, size };
      },
      [await diskIn(page), { name, kind }] as const,
    );
    expect(told).toEqual({ faults: Array(5).fill("none"), seen: 100_000, size: 100_000 });
  });
});

test.each(kinds)("[WD3] a Worker that fails leaves nobody waiting, on %s", async (kind) => {
  await withSite({}, async (address) => {
    const { page } = await openPage(address);
    const faults = await page.evaluate(
      async ([{ BrowserDisk }, opening]) => {
        const disk = await BrowserDisk.open(opening);
        await disk.ask({ kind: "open", file: 1n, name: "a", isNew: true });
        const bytes = new Uint8Array(3);
        const broken = { kind: "write", file: 1n, offset: 0n as never, bytes } as const;
        const answers = await Promise.all([disk.ask(broken), disk.ask({ kind: "list" })]);
        return [...answers, await disk.ask({ kind: "list" })].map(({ fault }) => fault);
      },
      [await diskIn(page), { name, kind }] as const,
    );
    expect(faults).toEqual(["gone", "gone", "gone"]);
  });
});

test.each(kinds)("[WD4] what was synced is there after the Worker was killed, on %s", async (kind) => {
  await withSite({}, async (address) => {
    const { page } = await openPageOnDisk(address);
    let acknowledged = 0;
    for (let round = 1; round <= 3; ++round) {
      const script = await diskIn(page);
      acknowledged = await page.evaluate(
        async ([{ BrowserDisk }, opening, before, round]) => {
          const disk = await BrowserDisk.open(opening);
          const file = 1n;
          const { fault } = await disk.ask({ kind: "open", file, name: "a", isNew: before === 0 });
          if (fault !== "none") throw new Error(`the file is ${fault}`);
          let synced = before;
          const isDone = new Promise<void>((resolve) => {
            const write = async (number: number): Promise<void> => {
              const bytes = new Uint8Array(1000).fill(number % 251);
              void disk.ask({ kind: "write", file, offset: number * 1000, bytes });
              const answer = await disk.ask({ kind: "sync", file });
              if (answer.fault !== "none") return;
              synced = number + 1;
              if (synced >= before + 20 * round) resolve();
              await write(number + 1);
            };
            void write(before);
          });
          await isDone;
          disk.close(); // In the middle of the next one.
          return synced;
        },
        [script, { name, kind }, acknowledged, round] as const,
      );
      if (round === 2) await page.reload();
    }
    const numbers = await page.evaluate(
      async ([{ BrowserDisk }, opening, count]) => {
        const disk = await BrowserDisk.open(opening);
        await disk.ask({ kind: "open", file: 1n, name: "a", isNew: false });
        const size = count * 1000;
        const { bytes } = await disk.ask({ kind: "read", file: 1n, offset: 0, size });
        return Array.from({ length: count }, (_, i) =>
          bytes?.subarray(i * 1000, (i + 1) * 1000).every((byte) => byte === i % 251),
        );
      },
      [await diskIn(page), { name, kind }, acknowledged] as const,
    );
    expect(numbers).toHaveLength(120);
    expect(numbers).not.toContain(false);
  });
});
