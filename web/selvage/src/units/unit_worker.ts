// UnitWorker is one Worker from its start to its end, from outside: it gets one unit at a time, and what it says is looked at as
// what a stranger says, since a stranger's code runs in it.
import type { Facts, FromUnitWorker, ToUnitWorker } from "./messages.js";
import { failed, limits, type Done, type Failed, type Hear, type UnitRun } from "./unit.js";
import { newWorker, type WorkerKind } from "./worker_source.js";

const startMax = 10_000; // Milliseconds. It takes some ten; a script that a policy holds back may never tell.

export type Start = "ready" | "late" | { readonly refused: string };

interface Running {
  readonly hear: Hear;
  readonly edits: string[];
  editsSize: number;
  linesCount: number;
  end(how: Done | Failed): void;
}

export class UnitWorker {
  readonly kind: WorkerKind;
  readonly started: Promise<Start>;
  readonly #worker: Worker;
  readonly #port: MessagePort;
  #start: (start: Start) => void = () => {};
  #tellFacts: ((facts: Facts) => void) | undefined;
  #running: Running | undefined;

  /** Throws where a policy forbids it at once. */
  constructor(kind: WorkerKind) {
    this.kind = kind;
    this.#worker = newWorker(kind);
    const { port1, port2 } = new MessageChannel();
    this.#port = port1;
    port1.onmessage = ({ data }: MessageEvent<FromUnitWorker | null>) => (data ? this.#hear(data) : this.#crash(strange));
    port1.onmessageerror = () => this.#crash(strange);
    this.started = new Promise((resolve) => {
      const late = setTimeout(() => resolve("late"), startMax);
      this.#start = (start) => (clearTimeout(late), resolve(start));
    });
    this.#worker.onerror = (event) => {
      event.preventDefault();
      this.#crash(event.message || "it cannot be loaded");
    };
    this.#worker.postMessage(port2, [port2]);
  }

  run(unit: UnitRun, hear: Hear): Promise<Done | Failed> {
    return new Promise((end) => {
      this.#running = { hear, end, edits: [], editsSize: 0, linesCount: 0 };
      try {
        // Of their own: a view would take all with it that it is a view of, and may be shared.
        const [code, input] = [unit.code.slice(), unit.input.slice()];
        this.#post({ kind: "run", unit: { ...unit, code, input } }, [code.buffer, input.buffer]);
      } catch {
        this.#crash("There is no memory to hand it over.");
      }
    });
  }

  which(): Promise<Facts> {
    return new Promise((resolve) => {
      this.#tellFacts = resolve;
      this.#post({ kind: "which" });
    });
  }

  /** At once, in an endless loop too. Who waits for its unit waits no more: how that ended, whoever ends it knows. */
  end(): void {
    this.#running = undefined;
    this.#port.close();
    this.#worker.terminate();
  }

  #post(message: ToUnitWorker, transfer: Transferable[] = []): void {
    this.#port.postMessage(message, transfer);
  }

  #crash(text: string): void {
    this.#start({ refused: text });
    this.#finish(failed("crashed", text));
  }

  #finish(how: Done | Failed): void {
    const { end } = this.#running ?? {};
    this.#running = undefined;
    end?.(how);
  }

  #hear(message: FromUnitWorker): void {
    switch (message.kind) {
      case "ready":
        return this.#start("ready");
      case "unfit":
        return this.#start({ refused: message.text });
      case "facts":
        return this.#tellFacts?.(message.facts);
      default:
        if (this.#running) this.#hearUnit(message, this.#running);
    }
  }

  /** What our own script never says is said by something that has broken out. */
  #hearUnit(message: FromUnitWorker, running: Running): void {
    switch (message.kind) {
      case "progress":
        if (typeof message.part !== "number" || !(message.part >= 0 && message.part <= 1)) return this.#crash(strange);
        return running.hear.progress(message.part);
      case "log":
        if (!isText(message.line, limits.lineSizeMax) || ++running.linesCount > limits.linesCountMax) return this.#crash(strange);
        return running.hear.log(message.line);
      case "edit":
        if (!isText(message.edit, limits.editsSizeMax - running.editsSize)) return this.#crash(strange);
        running.editsSize += message.edit.length;
        if (running.edits.push(message.edit) > limits.editsCountMax) this.#crash(strange);
        return;
      case "done":
        if (!(message.output instanceof Uint8Array) || message.output.length > limits.outputSizeMax) return this.#crash(strange);
        return this.#finish({ kind: "done", output: message.output, edits: running.edits });
      case "failed":
        if (!toldByWorkers.includes(message.why)) return this.#crash(strange);
        return this.#finish(failed(message.why, String(message.text).slice(0, limits.textLengthMax)));
      default:
        this.#crash(strange);
    }
  }
}

const toldByWorkers: readonly Failed["why"][] = ["unit-failed", "unit-invalid", "too-much", "crashed", "no-engine"];
const strange = "Its Worker said what none of ours says.";
const isText = (text: unknown, lengthMax: number): text is string => typeof text === "string" && text.length <= lengthMax;
