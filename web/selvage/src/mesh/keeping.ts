// What a page keeps, begun before it is known of which mesh: a Worker takes as long to start as the module to arrive, and
// nothing of it needs the mesh's name.
import type { BrowserDisk } from "../disk/browser_disk.js";
import { diskPart } from "../parts.js";
import { keptSeed, openIdentities } from "./identity.js";

export interface Kept {
  readonly disk: BrowserDisk;
  /** Of the page's key. */
  readonly seed: Uint8Array<ArrayBuffer>;
  /** The key was here before. */
  readonly isKnown: boolean;
}

export class Keeping {
  readonly #begun: Promise<{ Disk: typeof BrowserDisk; worker: Worker }>;
  readonly #identities: Promise<IDBDatabase>;
  #isDropped = false;
  #isOpened = false;

  private constructor() {
    this.#identities = openIdentities();
    this.#begun = diskPart().then(({ BrowserDisk }) => ({ Disk: BrowserDisk, worker: BrowserDisk.begin() }));
    for (const promise of [this.#identities, this.#begun]) promise.catch(() => {}); // open() tells.
  }

  /** Undefined where a page can keep nothing. */
  static begin(): Keeping | undefined {
    const canKeep = typeof navigator !== "undefined" && "storage" in navigator && typeof Worker !== "undefined";
    return canKeep ? new Keeping() : undefined;
  }

  async open(name: string): Promise<Kept> {
    const { Disk, worker } = await this.#begun;
    this.#isOpened = true; // From here on the disk ends its Worker itself.
    const disk = await Disk.open({ name }, worker);
    try {
      return { disk, ...(await keptSeed(await this.#identities, name, disk.opened.slot)) };
    } catch (failure) {
      disk.close();
      throw failure;
    }
  }

  /** Of no use any more. What open() gave is its owner's to close. */
  drop(): void {
    if (this.#isDropped) return;
    this.#isDropped = true;
    this.#identities.then((database) => database.close()).catch(() => {});
    if (!this.#isOpened) this.#begun.then(({ worker }) => worker.terminate()).catch(() => {});
  }
}
