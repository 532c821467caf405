// The Worker that waits for the disk, so that the page does not: takes a slot, opens what the browser offers,
// and carries requests out one after the other.
import { answerOf, type Disk, type DiskAnswer, type DiskRequest } from "./actions.js";
import { IndexedDbDisk } from "./indexeddb_disk.js";
import type { DiskOpening, DiskOpened } from "./messages.js";
import { OpfsDisk } from "./opfs_disk.js";
import { takeSlot } from "./slot.js";

const scope = self as unknown as DedicatedWorkerGlobalScope;

interface DedicatedWorkerGlobalScope {
  onmessage: ((event: MessageEvent) => void) | null;
  postMessage(message: unknown, transfer?: Transferable[]): void;
}

/** Undefined if there is no such file system here, or none with handles. */
async function openOpfs(path: string[]): Promise<Disk | undefined> {
  if (!("createSyncAccessHandle" in (globalThis.FileSystemFileHandle?.prototype ?? {}))) return undefined;
  try {
    let folder = await navigator.storage.getDirectory();
    for (const name of path) folder = await folder.getDirectoryHandle(name, { create: true });
    return new OpfsDisk(folder);
  } catch (failure) {
    // In private windows of some browsers.
    if (failure instanceof DOMException && failure.name === "SecurityError") return undefined;
    throw failure;
  }
}

async function open({ name, kind }: DiskOpening): Promise<{ disk: Disk; opened: DiskOpened }> {
  const slot = await takeSlot(name);
  const path = ["selvage", name, String(slot.number)];
  const opfs = kind === "indexeddb" ? undefined : await openOpfs(path);
  const disk = opfs ?? (await IndexedDbDisk.open(path.join(" ")));
  const isKept = (await navigator.storage.persisted?.()) ?? false;
  return { disk, opened: { kind: opfs ? "opfs" : "indexeddb", slot: slot.number, isKept } };
}

/** What a write is answered can wait for the sync behind it; all else is told before the next begins. */
async function answerAll(disk: Disk, requests: DiskRequest[]): Promise<void> {
  let answers: DiskAnswer[] = [];
  for (const [i, request] of requests.entries()) {
    answers.push(await answerOf(disk, request));
    if (request.kind === "write" && i + 1 < requests.length) continue;
    const buffers = answers.flatMap(({ bytes }) => (bytes ? [bytes.buffer] : []));
    scope.postMessage({ answers }, buffers);
    answers = [];
  }
}

async function serve(opening: DiskOpening): Promise<void> {
  const { disk, opened } = await open(opening);
  let before: Promise<void> = Promise.resolve();
  // Nothing is answered behind a failure that is no answer: the page ends this Worker.
  scope.onmessage = ({ data }) => (before = before.then(() => answerAll(disk, data)).catch(fail));
  scope.postMessage({ opened });
}

const fail = (failure: unknown): void =>
  scope.postMessage({ failure: failure instanceof Error ? failure.message : String(failure) });

scope.onmessage = ({ data }) => void serve(data).catch(fail);
