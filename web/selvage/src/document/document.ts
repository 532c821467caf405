// Document is one author's copy of a document that many write, in this page, Worker or process.
//
//   const document = await core.createDocument(schema);
//   document.change((draft) => draft.todos.push({ label: "milk", done: false }));
//   document.root.todos.at(0)?.done;
//   other.applyChanges(await document.changesSince(other.version));
//
// What is small is done at once: views are read, transactions change. What may be large is awaited,
// and done in slices between which the page does other things: nothing here takes longer than a
// frame, however large the document is. Where something would, it is refused and says what to do.
import { requireBytes, requireFunction } from "../arguments.js";
import { ByteReader } from "./byte_reader.js";
import { edit as editTools, type Draft, type Edit } from "./drafts.js";
import { DocumentError, errorName, requireCanWrite } from "./errors.js";
import { DocumentHandle } from "./handle.js";
import { authorName, readSomeHistory, type HistoryEntry } from "./history.js";
import { jobError, JobFailure, Pieces, type JobInput } from "./jobs.js";
import type { DocumentChange } from "./listeners.js";
import { PastDocument, Readable } from "./readable.js";
import { takeAway } from "./removal.js";
import { requirePath, type AnyMapSchema, type At, type PathOf, type Step } from "./schema.js";
import { shapeOf } from "./shape.js";
import { inSlices, type Pace } from "./slices.js";
import { State } from "./state.js";
import type { Transaction } from "./transaction.js";
import { requireVersion, type Version } from "./version.js";
import type { View } from "./views.js";

export interface ChangeOptions {
  /**
   * Taken back together with the transaction before it: for typing. Of very much that was typed, the
   * last part.
   */
  readonly joinUndo?: boolean;
}

export interface Applied {
  /** Changes that were new, and are in the document now. */
  readonly applied: number;
  /** Changes that wait for others that they build upon. */
  readonly waiting: number;
  readonly known: number;
  /** Changes that were not believed: a wrong signature, an author who contradicts himself. */
  readonly refused: number;
  /** Why the first of them was not. */
  readonly reason: ReturnType<typeof errorName> | undefined;
}

const publicKeySize = 32;

export class Document<S extends AnyMapSchema> extends Readable<S> {
  /** Who writes here: 16 hexadecimal digits, made of the public key. */
  readonly author: string;
  /** Ed25519: what others check this author's changes with. */
  readonly publicKey: Uint8Array;
  #name: string;
  readonly #state: State;

  /** @internal */
  constructor(handle: DocumentHandle, schema: S, pace: Pace) {
    const state = new State(handle);
    super(state, schema, pace);
    this.#state = state;
    handle.calls.document_author(handle.live);
    const reader = new ByteReader(handle.instance.shown(8 + publicKeySize));
    this.author = authorName(reader.u64());
    this.publicKey = reader.raw(publicKeySize);
    this.#name = handle.name();
  }

  /** Which document it is a copy of: those that exchange changes have the same. */
  get name(): string {
    return this.#name;
  }

  /**
   * What the function does to the draft becomes one change: all of it, or nothing if the function
   * or any part of it fails. Within another it is part of that. Returns what the function returns.
   */
  change<Result>(
    edit: (draft: Draft<S>, tools: Edit) => Result,
    options: ChangeOptions = {},
  ): Result {
    requireFunction(edit, "change()", "document.change((draft) => …)");
    const state = this.#state;
    if (state.open) return edit(state.open.draft as Draft<S>, editTools);
    const { transaction, draft } = state.begin(this.schema);
    try {
      const result = edit(draft as Draft<S>, editTools);
      if (isThenable(result)) throw notAtOnce();
      transaction.commit(options.joinUndo ?? false);
      return result;
    } catch (failure) {
      transaction.abandon();
      throw failure;
    } finally {
      state.end();
      state.listeners.tell("here");
    }
  }

  /**
   * Takes away what is at a path, however large: in as many transactions as it needs, in slices.
   * What one transaction can take away, change() does as well.
   */
  remove<const Path extends PathOf<S> & readonly [Step, ...Step[]]>(...path: Path): Promise<void> {
    requirePath(this.schema, path);
    if (path.length === 0)
      throw new DocumentError("type_wrong", {
        what: "The root of a document is always there, and a map.",
        remedy: "Remove what is under its names.",
      });
    return this.queue(() => {
      const steps = takeAway(this.handle, (edit) => this.#transact(edit), path);
      return inSlices(this.pace, () => steps.next().done ?? false);
    });
  }
  #transact(edit: (transaction: Transaction) => void): void {
    this.change(() => edit(this.#state.open?.transaction as Transaction));
  }

  /** Takes back the last transaction that was made here; false if there is none. */
  undo(): boolean {
    return this.#takeBack("document_undo");
  }
  redo(): boolean {
    return this.#takeBack("document_redo");
  }
  get canUndo(): boolean {
    return (this.handle.calls.document_undo_state(this.handle.live) & 1) !== 0;
  }
  get canRedo(): boolean {
    return (this.handle.calls.document_undo_state(this.handle.live) & 2) !== 0;
  }

  /**
   * Calls the listener after each change that makes something different at the path, at any depth,
   * and not otherwise, with what is seen there then. The result ends that.
   */
  subscribe<const Path extends PathOf<S> & readonly Step[]>(
    path: Path,
    listener: (value: View<At<S, Path>> | undefined) => void,
  ): () => void {
    requirePath(this.schema, path);
    requireFunction(listener, "subscribe()", "document.subscribe(path, (value) => …)");
    const read = this.at as (...path: readonly Step[]) => View<At<S, Path>> | undefined;
    return this.#state.listeners.subscribe(path, () => listener(read.call(this, ...path)));
  }
  /** Calls the listener after each change, with every place that is different. */
  onChange(listener: (change: DocumentChange) => void): () => void {
    requireFunction(listener, "onChange()", "document.onChange((change) => …)");
    return this.#state.listeners.onChange(listener);
  }

  /** All that is needed to go on from here, without the history: for loadDocument(). */
  async save(): Promise<Uint8Array<ArrayBuffer>> {
    const pieces = new Pieces();
    await this.unchanged({
      begin: () => this.handle.calls.job_save(this.handle.live),
      restart: () => pieces.clear(),
      take: (output) => pieces.add(output),
    });
    return pieces.whole();
  }

  /** What a document of that version lacks, for its applyChanges(); everything without one. */
  async changesSince(version?: Version): Promise<Uint8Array<ArrayBuffer>> {
    if (version !== undefined) requireVersion(version);
    const pieces = new Pieces();
    try {
      await this.run({
        begin: () => this.handle.calls.job_give(this.handle.live),
        input: version?.bytes ?? new Uint8Array(),
        take: (output) => pieces.add(output),
      });
    } catch (failure) {
      throw missingHistory(failure);
    }
    return pieces.whole();
  }

  /** Takes in what changesSince() of another document gave, in any order and any number of times. */
  async applyChanges(changes: Uint8Array): Promise<Applied> {
    requireBytes(changes);
    let report = new Uint8Array();
    try {
      await this.run({
        begin: () => this.handle.calls.job_take(this.handle.live),
        input: changes,
        take: (output) => {
          report = output.slice();
        },
        stepped: () => this.#state.edited("elsewhere"),
      });
    } catch (failure) {
      throw wrongChanges(failure, this.name);
    }
    const counts = new Uint32Array(report.buffer);
    const [applied = 0, waiting = 0, known = 0, refused = 0, reason = 0] = counts;
    return {
      applied,
      waiting,
      known,
      refused,
      reason: reason === 0 ? undefined : errorName(-reason),
    };
  }

  /** Every change that is kept, in an order in which nothing comes before what it builds upon. */
  async history(): Promise<HistoryEntry[]> {
    const pieces = new Pieces();
    try {
      await this.run({
        begin: () => this.handle.calls.job_history(this.handle.live),
        take: (output) => pieces.add(output),
      });
    } catch (failure) {
      throw missingHistory(failure);
    }
    const entries: HistoryEntry[] = [];
    const bytes = pieces.whole();
    const reader = new ByteReader(bytes);
    await inSlices(this.pace, () => readSomeHistory(reader, bytes, entries));
    return entries;
  }

  /** The document as it was at a version that it had, to be read, and closed when done with. */
  async asOf(version: Version): Promise<PastDocument<S>> {
    requireVersion(version);
    try {
      const made = await this.run({
        begin: () => this.handle.calls.job_past(this.handle.live),
        input: version.bytes,
      });
      const handle = new DocumentHandle(this.handle.instance, made as number);
      return new PastDocument(handle, this.schema, this.pace);
    } catch (failure) {
      throw missingHistory(failure);
    }
  }

  /** @internal */
  async load(snapshot: Uint8Array): Promise<void> {
    await this.run({
      begin: () => this.handle.calls.job_load(this.handle.live),
      input: snapshot,
      stepped: () => this.#state.edited("elsewhere"),
    });
    this.#name = this.handle.name();
  }

  /** @internal */
  async import(json: JobInput): Promise<void> {
    const shape = shapeOf(this.schema);
    const { calls, instance } = this.handle;
    await this.run({
      begin: () => {
        if (shape.length > instance.windowSize) return calls.job_import(this.handle.live, 0, 0);
        instance.show(shape, () => {});
        return calls.job_import(this.handle.live, shape.length, Date.now());
      },
      input: json,
      stepped: () => this.#state.edited("elsewhere"),
    });
  }

  #takeBack(call: "document_undo" | "document_redo"): boolean {
    if (this.#state.open)
      throw new DocumentError("not_editing", {
        what: "Within a transaction nothing can be undone or redone.",
        remedy: "Do it before or after change().",
      });
    requireCanWrite(this.handle.calls.document_can_write(this.handle.live));
    const code = this.handle.calls[call](this.handle.live, Date.now());
    this.#state.edited("here");
    if (code < 0)
      throw new DocumentError(errorName(code), {
        what: "What is to be put back is more than fits into one change.",
        remedy: "Put it back in parts, out of document.asOf().",
      });
    return code === 1;
  }
}

function wrongChanges(failure: unknown, name: string): unknown {
  if (failure instanceof JobFailure && failure.error === "document_mismatch")
    return jobError(
      failure,
      `These are the changes of another document than "${name}".`,
      "Documents that exchange changes have the same name: createDocument(schema, { name: … }).",
    );
  return jobError(
    failure,
    "These are not the changes of a document, or they break off.",
    "Give it what changesSince() returned, whole. Changes before the break were applied.",
  );
}

function isThenable(value: unknown): boolean {
  return typeof (value as { then?: unknown } | undefined)?.then === "function";
}

function notAtOnce(): DocumentError {
  return new DocumentError("asynchronous", {
    what: "The function of a transaction returned a promise, and was taken back.",
    remedy: "Await what it needs before, and call change() then.",
  });
}

function missingHistory(failure: unknown): unknown {
  if (failure instanceof JobFailure && failure.error !== "value_missing")
    return jobError(failure, "This is no version of a document.", "Give it one that you got.");
  return jobError(
    failure,
    "The changes that this takes are not kept: the document was loaded from a snapshot behind them.",
    "Give the other document a snapshot: loadDocument() with what save() returns.",
  );
}
