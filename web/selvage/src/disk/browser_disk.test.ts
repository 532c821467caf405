// The page's side of a disk whose Worker ends while requests wait.
import { afterEach, expect, test, vi } from "vitest";
import { BrowserDisk } from "./browser_disk.js";

class SilentWorker {
  static made: SilentWorker[] = [];
  onmessage?: (event: { data: unknown }) => void;
  onerror?: () => void;
  isTerminated = false;
  asked: unknown[] = [];

  constructor() {
    SilentWorker.made.push(this);
  }
  postMessage(message: unknown): void {
    this.asked.push(message);
    const opened = { kind: "opfs", slot: 0, isKept: false };
    if (this.asked.length === 1) queueMicrotask(() => this.onmessage?.({ data: { opened } }));
  }
  terminate(): void {
    this.isTerminated = true;
  }
}

async function openSilent(): Promise<{ disk: BrowserDisk; worker: SilentWorker }> {
  vi.stubGlobal("navigator", {});
  vi.stubGlobal("Worker", SilentWorker);
  const disk = await BrowserDisk.open({ name: "Alpha" });
  return { disk, worker: SilentWorker.made.at(-1)! };
}

afterEach(() => vi.unstubAllGlobals());

const ends: [string, (worker: SilentWorker, disk: BrowserDisk) => void][] = [
  ["it is closed", (_, disk) => disk.close()],
  ["it breaks", (worker) => worker.onerror?.()],
  ["it says so", (worker) => worker.onmessage?.({ data: { failure: "no memory" } })],
];

test("what is asked in one go is one message, which is not sent to a Worker that has ended", async () => {
  const { disk, worker } = await openSilent();
  void disk.ask({ kind: "list" });
  void disk.ask({ kind: "measure" });
  expect(worker.asked).toHaveLength(1);
  await Promise.resolve();
  expect(worker.asked[1]).toEqual([
    { kind: "list", ticket: 1n },
    { kind: "measure", ticket: 2n },
  ]);
  void disk.ask({ kind: "list" });
  disk.close();
  await Promise.resolve();
  expect(worker.asked).toHaveLength(2);
});

test("a write's bytes are those of the moment in which it was asked for, whatever they are part of", async () => {
  const { disk, worker } = await openSilent();
  const all = Uint8Array.of(1, 2, 3, 4);
  for (const bytes of [all.subarray(0, 2), all.subarray(2)])
    void disk.ask({ kind: "write", file: 1n, offset: 0, bytes });
  all.fill(9);
  await Promise.resolve();
  const [first, second] = worker.asked[1] as { bytes: Uint8Array }[];
  expect([first!.bytes, second!.bytes]).toEqual([Uint8Array.of(1, 2), Uint8Array.of(3, 4)]);
  expect(first!.bytes.buffer).not.toBe(second!.bytes.buffer);
});

test("[DK1] what cannot be sent is answered", async () => {
  const { disk, worker } = await openSilent();
  worker.postMessage = () => {
    throw new DOMException("", "DataCloneError");
  };
  expect((await disk.ask({ kind: "list" })).fault).toBe("gone");
});

test.each(ends)("[DK1] [DK5] what waits when the Worker ends is answered: %s", async (_, end) => {
  const { disk, worker } = await openSilent();
  const bytes = Uint8Array.of(1, 2, 3);
  const write = disk.ask({ kind: "write", file: 1n, offset: 0, bytes });
  const sync = disk.ask({ kind: "sync", file: 1n });
  await Promise.resolve();
  end(worker, disk);
  expect(await write).toEqual({ ticket: 1n, fault: "gone", bytes: Uint8Array.of(1, 2, 3) });
  expect(await sync).toEqual({ ticket: 2n, fault: "gone" });
  // Its slot is free, and nobody waits for it any more.
  expect(worker.isTerminated).toBe(true);
  expect(await disk.ask({ kind: "list" })).toEqual({ ticket: 3n, fault: "gone" });
  expect(worker.asked).toHaveLength(2);
});
