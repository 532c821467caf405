// BrowserDisk is a tab's disk, from the page's side: requests go to a Worker, answers come back in their order.
//
//   const disk = await BrowserDisk.open({ name: "Alpha" });
//   const answer = await disk.ask({ kind: "list" });
import { goneTo, type DiskAction, type DiskAnswer, type DiskRequest } from "./actions.js";
import type { DiskOpened, DiskOpening, FromDiskWorker } from "./messages.js";

interface Waiting {
  request: DiskRequest;
  resolve(answer: DiskAnswer): void;
}

export class BrowserDisk {
  readonly opened: DiskOpened;
  readonly #worker: Worker;
  readonly #waiting = new Map<bigint, Waiting>();
  /** What is asked in one go goes to the Worker in one message: each costs as much as a small write. */
  readonly #outbox: DiskRequest[] = [];
  #lastTicket = 0n;
  #isEnded = false;

  private constructor(worker: Worker, opened: DiskOpened) {
    this.#worker = worker;
    this.opened = opened;
    worker.onmessage = ({ data }: MessageEvent<FromDiskWorker>) => {
      if (!data.answers) return this.close();
      for (const answer of data.answers) this.#take(answer);
    };
    // Whatever ends the Worker took the storage away.
    worker.onerror = () => this.close();
  }

  /** Its Worker, which can be begun before anybody knows what is to be opened. */
  static begin(): Worker {
    return new Worker(new URL("./disk_worker.js", import.meta.url), { type: "module" });
  }

  static async open(opening: DiskOpening, worker = BrowserDisk.begin()): Promise<BrowserDisk> {
    // Each page asks once. Some browsers decide by themselves; Firefox asks its user, who may never answer: nobody waits.
    navigator.storage?.persist?.().catch(() => {});
    try {
      return new BrowserDisk(worker, await openedBy(worker, opening));
    } catch (failure) {
      worker.terminate();
      throw failure;
    }
  }

  /** A write's bytes come back with the answer, however the Worker ends: it gets a copy, made now. */
  ask(action: DiskAction): Promise<DiskAnswer> {
    const ticket = ++this.#lastTicket;
    const request: DiskRequest = { ...action, ticket };
    return new Promise((resolve) => {
      if (this.#isEnded) return resolve(goneTo(request));
      this.#waiting.set(ticket, { request, resolve });
      if (this.#outbox.push(copyOf(request)) === 1) queueMicrotask(() => this.#send());
    });
  }

  #send(): void {
    const requests = this.#outbox.splice(0);
    if (this.#isEnded) return;
    const buffers = requests.flatMap((request) => (request.kind === "write" ? [request.bytes.buffer] : []));
    try {
      this.#worker.postMessage(requests, buffers);
    } catch {
      // There is no memory for it. What was asked is answered all the same.
      this.close();
    }
  }

  #take(answer: DiskAnswer): void {
    const waiting = this.#waiting.get(answer.ticket);
    this.#waiting.delete(answer.ticket);
    waiting?.resolve(answer);
  }

  /** What was not synced may be lost. The slot is free for another tab. */
  close(): void {
    this.#isEnded = true;
    this.#worker.terminate();
    for (const { request, resolve } of this.#waiting.values()) resolve(goneTo(request));
    this.#waiting.clear();
  }
}

const copyOf = (request: DiskRequest): DiskRequest =>
  request.kind === "write" ? { ...request, bytes: request.bytes.slice() } : request;

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
