// In a Worker: takes a slot and opens the best that the browser offers.
import type { Disk } from "./actions.js";
import { IndexedDbDisk } from "./indexeddb_disk.js";
import type { DiskOpened, DiskOpening } from "./messages.js";
import { OpfsDisk } from "./opfs_disk.js";
import { takeSlot } from "./slot.js";

export interface OpenDisk {
  disk: Disk;
  opened: DiskOpened;
  /** The slot is free for another tab. */
  release(): void;
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

export async function openDisk({ name, kind }: DiskOpening): Promise<OpenDisk> {
  const slot = await takeSlot(name);
  const path = ["selvage", name, String(slot.number)];
  const opfs = kind === "indexeddb" ? undefined : await openOpfs(path);
  const disk = opfs ?? (await IndexedDbDisk.open(path.join(" ")));
  const isKept = (await navigator.storage.persisted?.()) ?? false;
  const opened: DiskOpened = { kind: opfs ? "opfs" : "indexeddb", slot: slot.number, isKept };
  return { disk, opened, release: slot.release };
}
