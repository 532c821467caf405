// Requests and answers of the control protocol (spec/control.md): a number for each request, a promise for each answer,
// a function for each watch.
import { closedError, MeshError, type MeshErrorKind } from "./errors.js";

/** What a watch tells; of one that numbers its states, which it is, and the last edit by it that is in it. */
export interface Told {
  /** Of the watch. */
  readonly id: number;
  readonly is: unknown;
  readonly state?: number;
  readonly after?: number;
  /** In the place of what something is: of a task a line of its log, of work a run that begins or is to stop. */
  readonly log?: string;
  readonly run?: unknown;
  readonly "stop-run"?: number;
}

interface Answer extends Partial<Omit<Told, "id">> {
  readonly id: number | null;
  readonly ok?: unknown;
  readonly error?: MeshErrorKind;
  readonly cause?: string;
  readonly remedy?: string;
}

export type Request = { readonly do: string } & Record<string, unknown>;

interface Waiting {
  resolve(value: unknown): void;
  reject(failure: unknown): void;
}

const encoder = new TextEncoder();

export class LineWire {
  readonly #send: (line: Uint8Array<ArrayBuffer>) => void;
  readonly #waiting = new Map<number, Waiting>();
  readonly #watches = new Map<number, (value: unknown, told: Told) => void>();
  #last = 0;
  #failure: unknown;

  constructor(send: (line: Uint8Array<ArrayBuffer>) => void) {
    this.#send = send;
  }

  /** `begin` gets the number of the request before it is sent. */
  ask(request: Request, begin: (id: number) => void = () => {}): Promise<unknown> {
    return new Promise((resolve, reject) => {
      if (this.#failure !== undefined) return reject(this.#failure);
      const id = ++this.#last;
      begin(id);
      this.#waiting.set(id, { resolve, reject });
      this.#post(id, request);
    });
  }

  /** What is not answered. */
  say(request: Request): void {
    if (this.#failure === undefined) this.#post(++this.#last, request);
  }

  /**
   * Calls with what is there, and whenever something else is. Ends the watch when the result is called: the node is told so, unless it has
   * ended it itself.
   */
  watch(request: Request, use: (value: unknown, told: Told) => void, onFailure: (failure: unknown) => void): (isEnded?: boolean) => void {
    if (this.#failure !== undefined) {
      onFailure(this.#failure);
      return () => {};
    }
    const id = ++this.#last;
    this.#watches.set(id, use);
    this.#waiting.set(id, { resolve: () => {}, reject: onFailure });
    this.#post(id, request);
    return (isEnded = false) => {
      this.#waiting.delete(id);
      if (this.#watches.delete(id) && this.#failure === undefined && !isEnded)
        this.ask({ do: "cancel", of: id }).catch(() => {});
    };
  }

  /** Whole lines. What they tell is for others to throw about: it is not their sender's. */
  take(lines: string, report: (failure: unknown) => void): void {
    for (const line of lines.split("\n")) {
      if (line === "") continue;
      try {
        this.#tell(JSON.parse(line) as Answer);
      } catch (failure) {
        report(failure);
      }
    }
  }

  fail(failure: unknown): void {
    this.#failure = failure ?? closedError();
    for (const { reject } of this.#waiting.values()) reject(this.#failure);
    this.#waiting.clear();
    this.#watches.clear();
  }

  #post(id: number, request: Request): void {
    try {
      this.#send(encoder.encode(`${JSON.stringify({ id, ...request })}\n`));
    } catch (failure) {
      this.#waiting.get(id)?.reject(failure);
      this.#waiting.delete(id);
    }
  }

  #tell(answer: Answer): void {
    if (answer.id === null) throw new Error(answer.cause);
    if (!("ok" in answer || "error" in answer)) return this.#watches.get(answer.id)?.(answer.is, answer as Told);
    const waiting = this.#waiting.get(answer.id);
    this.#waiting.delete(answer.id);
    if (answer.error === undefined) return waiting?.resolve(answer.ok);
    this.#watches.delete(answer.id);
    waiting?.reject(new MeshError(answer.error, answer.cause ?? "", answer.remedy ?? ""));
  }
}
