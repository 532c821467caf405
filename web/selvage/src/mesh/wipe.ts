// Taking away what a browser keeps of a mesh in one slot: who it was, then its journal.
import { openIdentities, forgetSeed } from "./identity.js";

/** A Worker that was ended lets go of its slot and its files a little later. */
const triesMax = 40;
const pauseMillis = 50;

export async function wipeKept(name: string, slot: number): Promise<void> {
  const signal = AbortSignal.timeout(triesMax * pauseMillis);
  let isOurs = false;
  try {
    // Not under another tab that has taken the slot meanwhile.
    await navigator.locks.request(`selvage ${name} ${slot}`, { signal }, () => {
      isOurs = true;
      return wipeSlot(name, slot);
    });
  } catch (failure) {
    if (isOurs) throw failure;
    throw new Error(`Another tab of ${name} uses this storage now. Close it, and wipe again.`, { cause: failure });
  }
}

async function wipeSlot(name: string, slot: number): Promise<void> {
  // The key first: an old one without its journal would not know what it had written.
  const identities = await openIdentities();
  try {
    await forgetSeed(identities, name, slot);
  } finally {
    identities.close();
  }
  await removeFolder(name, String(slot));
  await done(indexedDB.deleteDatabase(["selvage", name, slot].join(" ")));
}

async function removeFolder(mesh: string, slot: string): Promise<void> {
  for (let tries = 1; ; ++tries)
    try {
      const root = await navigator.storage.getDirectory();
      const folder = await (await root.getDirectoryHandle("selvage")).getDirectoryHandle(mesh);
      return await folder.removeEntry(slot, { recursive: true });
    } catch (failure) {
      const kind = failure instanceof DOMException ? failure.name : "";
      // Where nothing is, or no such file system, nothing has to go.
      if (kind === "NotFoundError" || kind === "SecurityError") return;
      if (tries === triesMax) throw failure;
      await new Promise((resolve) => setTimeout(resolve, pauseMillis));
    }
}

function done(request: IDBOpenDBRequest): Promise<void> {
  return new Promise((resolve, reject) => {
    request.onsuccess = () => resolve();
    request.onerror = () => reject(request.error);
  });
}
