// WorkerLife is a Worker from its start to its end, however it ends. Browsers do not tell when one is gone that ran out of
// memory, or ended itself: it holds a lock, which is ours when it is gone.
import type { FromWorker, ToWorker } from "./messages.js";

export class WorkerLife {
  readonly #worker: Worker;
  readonly #lock = `selvage worker ${crypto.getRandomValues(new Uint32Array(4)).join("-")}`;
  readonly #isOver = new AbortController();
  readonly #isFit: Promise<boolean>;
  #isDead = false;
  #died = (): void => {};

  private constructor(worker: Worker) {
    this.#worker = worker;
    this.#isFit = new Promise((resolve) => {
      this.#died = () => resolve(false);
      worker.onmessage = ({ data }: MessageEvent<FromWorker>) => {
        if (data.kind === "held") this.#awaitEnd();
        else resolve(data.kind === "ready");
      };
      worker.onmessageerror = () => resolve(false);
      worker.onerror = (event) => {
        event.preventDefault(); // It is no failure: the page does without.
        resolve(false);
      };
    });
  }

  /** Undefined where none can be made: the page's policy forbids it, or its script is of another origin. */
  static begin(): WorkerLife | undefined {
    try {
      return new WorkerLife(new Worker(new URL("./mesh_worker.js", import.meta.url), { type: "module" }));
    } catch {
      return undefined;
    }
  }

  /** False, and it has ended, if it is not fit to be used. */
  async start(module: WebAssembly.Module): Promise<boolean> {
    try {
      this.post({ kind: "start", module, lock: this.#lock });
      if (await this.#isFit) return true;
    } catch {
      // A module that cannot be sent.
    }
    this.end();
    return false;
  }

  use(hear: (message: FromWorker) => void, died: () => void): void {
    this.#worker.onmessage = ({ data }: MessageEvent<FromWorker>) => hear(data);
    this.#worker.onmessageerror = died;
    // What is thrown in it is for the console: it runs on.
    this.#worker.onerror = null;
    this.#died = died;
    if (this.#isDead) died();
  }

  post(message: ToWorker, transfer: Transferable[] = []): void {
    this.#worker.postMessage(message, transfer);
  }

  end(): void {
    this.#isOver.abort();
    this.#worker.onmessage = null;
    this.#worker.onerror = null;
    this.#worker.terminate();
  }

  /** Its lock is held: whoever gets it next outlived it. */
  #awaitEnd(): void {
    const waiting = navigator.locks.request(this.#lock, { signal: this.#isOver.signal }, () => {
      this.#isDead = true;
      this.#died();
    });
    waiting.catch(() => {}); // It was ended here.
  }
}
