// BrowserDisk is a tab's disk, from the page's side: requests go to a Worker, answers come back in their order.
//
//   const disk = await BrowserDisk.open({ name: "Alpha" });
//   const answer = await disk.ask({ kind: "list" });
import type { DiskAction, DiskAnswer, DiskRequest } from "./actions.js";
import type { DiskOpened, DiskOpening, FromDiskWorker } from "./messages.js";

export class BrowserDisk {
  readonly opened: DiskOpened;
  readonly #worker: Worker;
  readonly #waiting = new Map<bigint, (answer: DiskAnswer) => void>();
  #lastTicket = 0n;

  private constructor(worker: Worker, opened: DiskOpened) {
    this.#worker = worker;
    this.opened = opened;
    worker.onmessage = ({ data }: MessageEvent<FromDiskWorker>) => {
      if (!data.answer) return;
      const resolve = this.#waiting.get(data.answer.ticket);
      this.#waiting.delete(data.answer.ticket);
      resolve?.(data.answer);
    };
    // Whatever ends the Worker took the storage away.
    worker.onerror = () => this.#end();
  }

  static async open(opening: DiskOpening): Promise<BrowserDisk> {
    // Each page asks once; browsers decide by themselves, or ask their user.
    await navigator.storage?.persist?.();
    const worker = new Worker(new URL("./disk_worker.js", import.meta.url), { type: "module" });
    try {
      return new BrowserDisk(worker, await openedBy(worker, opening));
    } catch (failure) {
      worker.terminate();
      throw failure;
    }
  }

  /** A write's bytes go with it, and come back with the answer. */
  ask(action: DiskAction): Promise<DiskAnswer> {
    const ticket = ++this.#lastTicket;
    const request: DiskRequest = { ...action, ticket };
    return new Promise((resolve) => {
      this.#waiting.set(ticket, resolve);
      this.#worker.postMessage(request, action.kind === "write" ? [action.bytes.buffer] : []);
    });
  }

  /** What was not synced may be lost. The slot is free for another tab. */
  close(): void {
    this.#worker.terminate();
    this.#end();
  }

  #end(): void {
    for (const [ticket, resolve] of this.#waiting) resolve({ ticket, fault: "gone" });
    this.#waiting.clear();
  }
}

function openedBy(worker: Worker, opening: DiskOpening): Promise<DiskOpened> {
  return new Promise((resolve, reject) => {
    worker.onmessage = ({ data }: MessageEvent<FromDiskWorker>) => {
      if (data.opened) resolve(data.opened);
      else reject(new Error(data.failure ?? "The disk's Worker answered before it was open."));
    };
    worker.onerror = (event) =>
      reject(new Error(`The disk's Worker cannot be loaded: ${event.message ?? "it is missing"}`));
    worker.postMessage(opening);
  });
}
