// OwnDisk is the disk of a program that is in a Worker itself and may wait: requests are carried out where it is, one
// after the other. A message to another Worker and back would take half as long as a sync.
import { answerOf, goneTo, type Disk, type DiskAction, type DiskAnswer } from "./actions.js";
import type { DiskOpened, DiskOpening } from "./messages.js";
import { openDisk } from "./open_disk.js";

export class OwnDisk {
  readonly opened: DiskOpened;
  readonly #disk: Disk;
  readonly #release: () => void;
  #before: Promise<unknown> = Promise.resolve();
  #ending: Promise<void> = Promise.resolve();
  #lastTicket = 0n;
  #isEnded = false;

  private constructor(disk: Disk, opened: DiskOpened, release: () => void) {
    this.#disk = disk;
    this.opened = opened;
    this.#release = release;
  }

  static async open(opening: DiskOpening): Promise<OwnDisk> {
    const { disk, opened, release } = await openDisk(opening);
    return new OwnDisk(disk, opened, release);
  }

  ask(action: DiskAction): Promise<DiskAnswer> {
    const request = { ...action, ticket: ++this.#lastTicket };
    const answer = this.#before.then(async () => {
      if (this.#isEnded) return goneTo(request);
      try {
        return await answerOf(this.#disk, request);
      } catch {
        // A failure that is no answer: nobody knows what the disk still does.
        void this.close();
        return goneTo(request);
      }
    });
    this.#before = answer;
    return answer;
  }

  /** What was not synced may be lost. When it resolves the slot is free for another tab. */
  close(): Promise<void> {
    if (this.#isEnded) return this.#ending;
    this.#isEnded = true;
    // Not while a file is being opened: nobody would close it, and whoever has the slot next could not open it.
    this.#ending = this.#before.then(() => {
      this.#disk.close();
      this.#release();
    });
    this.#before = this.#ending;
    return this.#ending;
  }
}
