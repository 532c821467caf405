// The Worker that waits for the disk, so that the page does not: carries requests out one after the other.
import { answerOf, type Disk, type DiskAnswer, type DiskRequest } from "./actions.js";
import type { DiskOpening } from "./messages.js";
import { openDisk } from "./open_disk.js";

const scope = self as unknown as DedicatedWorkerGlobalScope;

interface DedicatedWorkerGlobalScope {
  onmessage: ((event: MessageEvent) => void) | null;
  postMessage(message: unknown, transfer?: Transferable[]): void;
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
  const { disk, opened } = await openDisk(opening);
  let before: Promise<void> = Promise.resolve();
  // Nothing is answered behind a failure that is no answer: the page ends this Worker.
  scope.onmessage = ({ data }) => (before = before.then(() => answerAll(disk, data)).catch(fail));
  scope.postMessage({ opened });
}

const fail = (failure: unknown): void =>
  scope.postMessage({ failure: failure instanceof Error ? failure.message : String(failure) });

scope.onmessage = ({ data }) => void serve(data).catch(fail);
