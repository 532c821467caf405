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
import { ByteReader } from "./byte_reader.js";
import { edit as editTools, makeDraft, type Draft, type DraftSource, type Edit } from "./drafts.js";
import { DocumentError, errorName } from "./errors.js";
import { DocumentHandle } from "./handle.js";
import { jobError, Pieces, runJob, type JobInput, type JobPlan } from "./jobs.js";
import { Listeners, type DocumentChange } from "./listeners.js";
import {
  schemaUnder,
  type AnyMapSchema,
  type AsJson,
  type At,
  type PathOf,
  type Schema,
  type Step,
} from "./schema.js";
import { shapeOf } from "./shape.js";
import { takeAway } from "./removal.js";
import { inSlices, type Pace } from "./slices.js";
import { describePath, Transaction } from "./transaction.js";
import { Version } from "./version.js";
import {
  makeView,
  type NodeView,
  type Source,
  type TextListener,
  type TextView,
  type View,
} from "./views.js";

export interface ChangeOptions {
  /** Taken back together with the transaction before it: for typing. */
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

export interface HistoryEntry {
  /** As Document.author. */
  readonly author: string;
  /** What the author's clock said. */
  readonly time: Date;
  /** How much was done: characters, items, values. */
  readonly events: number;
  /** The document as its author saw it after the change: for asOf(). */
  readonly version: Version;
}

const restartsMax = 16;
const authorSize = 8;

/** What a document and its past have in common: reading. */
abstract class Readable<S extends AnyMapSchema> {
  /** What is in it, live. */
  readonly root: View<S>;
  readonly schema: S;
  /** @internal */
  protected readonly handle: DocumentHandle;
  /** @internal */
  protected readonly pace: Pace;
  /** @internal */
  protected readonly source: Source;
  // One job after the other.
  #jobs: Promise<unknown> = Promise.resolve();

  /** @internal */
  constructor(source: Source, schema: S, pace: Pace) {
    this.handle = source.handle;
    this.schema = schema;
    this.pace = pace;
    this.source = source;
    this.root = makeView(source, schema) as View<S>;
  }

  /** What is seen at a path of names and positions. */
  at<const Path extends PathOf<S> & readonly Step[]>(...path: Path): View<At<S, Path>> {
    let node = this.root as unknown as NodeView;
    let schema: Schema = this.schema;
    for (const [index, step] of path.entries()) {
      const below = schemaUnder(schema, step);
      if (!below) throw noSuchPath(path.slice(0, index + 1));
      if (below.kind === "value" || below.kind === "any") {
        if (index < path.length - 1) throw noSuchPath(path);
        return node.read(below, step) as View<At<S, Path>>;
      }
      node = node.read(below, step) as NodeView;
      schema = below;
    }
    return node as View<At<S, Path>>;
  }

  /**
   * Calls `use` with the bytes at a path as they lie in the module's memory, without a copy. They
   * are valid until it returns, and only as long as it does not edit. Undefined if there are none.
   */
  withBytes<const Path extends PathOf<S> & readonly Step[], Result>(
    path: Path,
    use: (bytes: Uint8Array) => Result,
  ): Result | undefined {
    const above = path.slice(0, -1);
    const node = (this.at as (...path: readonly Step[]) => unknown).call(
      this,
      ...above,
    ) as NodeView;
    const place = node.place();
    const step = path.at(-1);
    if (place === undefined || step === undefined) return undefined;
    return this.handle.withBytesUnder(place, step, use);
  }

  get version(): Version {
    this.source.settle();
    return Version.from(this.handle.version());
  }

  /** For what is small: for JSON.stringify(). Large ones by exportJSON(). */
  toJSON(): AsJson<S> {
    return (this.root as unknown as NodeView).json() as AsJson<S>;
  }

  /** All of it as the text of JSON, however large. */
  async exportJSON(): Promise<string> {
    const decoder = new TextDecoder("utf-8", { ignoreBOM: true });
    let text = "";
    await this.unchanged({
      begin: () => this.handle.calls.job_export(this.handle.live),
      restart: () => {
        decoder.decode();
        text = "";
      },
      take: (output) => {
        text += decoder.decode(output, { stream: true });
      },
    });
    return text;
  }

  /** Gives the memory back. Nothing of it can be used afterwards; what is under way ends first. */
  close(): Promise<void> {
    return this.queue(async () => {
      if (this.handle.isClosed) return;
      const handle = this.handle.end();
      const { instance } = this.handle;
      if (instance.stopped) return;
      // Behind the document's own handle, which is over.
      const work = new DocumentHandle(instance, handle);
      await runJob(work, this.pace, { begin: () => instance.calls.job_close(handle) });
    });
  }

  /** @internal */
  protected queue<Result>(job: () => Promise<Result>): Promise<Result> {
    const result = this.#jobs.then(job);
    this.#jobs = result.catch(() => {});
    return result;
  }
  /** @internal */
  protected run(plan: JobPlan): Promise<number | undefined> {
    return this.queue(() => runJob(this.handle, this.pace, plan));
  }
  /** @internal Of a job during which the document may not change: begun again if it does. */
  protected unchanged(plan: JobPlan & { restart(): void }): Promise<void> {
    return this.queue(async () => {
      for (let times = 0; times <= restartsMax; ++times) {
        plan.restart();
        if ((await runJob(this.handle, this.pace, plan)) !== undefined) return;
      }
      throw new DocumentError("changed_meanwhile", {
        what: `The document was changed ${restartsMax + 1} times while it was written.`,
        remedy: "Try again when it is edited less.",
      });
    });
  }
}

/** A document as it was at a version. */
export class PastDocument<S extends AnyMapSchema> extends Readable<S> {
  /** @internal */
  constructor(handle: DocumentHandle, schema: S, pace: Pace) {
    const source: Source = {
      handle,
      edition: () => 0,
      settle: () => void handle.live,
      observe: () => () => {}, // Nothing of it changes any more.
    };
    super(source, schema, pace);
  }
}

export class Document<S extends AnyMapSchema> extends Readable<S> {
  /** Who writes here: 16 hexadecimal digits, made of the public key. */
  readonly author: string;
  /** Ed25519: what others check this author's changes with. */
  readonly publicKey: Uint8Array;
  readonly #state: State;

  /** @internal */
  constructor(handle: DocumentHandle, schema: S, pace: Pace) {
    const state = new State(handle);
    super(state, schema, pace);
    this.#state = state;
    handle.calls.document_author(handle.live);
    const shown = handle.instance.shown(authorSize + 32);
    this.author = [...shown.subarray(0, authorSize)]
      .map((byte) => byte.toString(16).padStart(2, "0"))
      .join("");
    this.publicKey = shown.subarray(authorSize);
  }
  /**
   * What the function does to the draft becomes one change: all of it, or nothing if the function
   * or any part of it fails. Within another it is part of that. Returns what the function returns.
   */
  change<Result>(
    edit: (draft: Draft<S>, tools: Edit) => Result,
    options: ChangeOptions = {},
  ): Result {
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
    const read = this.at as (...path: readonly Step[]) => View<At<S, Path>> | undefined;
    return this.#state.listeners.subscribe(path, () => listener(read.call(this, ...path)));
  }
  /** Calls the listener after each change, with every place that is different. */
  onChange(listener: (change: DocumentChange) => void): () => void {
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
      throw jobError(
        failure,
        "These are not the changes of a document, or they break off.",
        "Give it what changesSince() returned, whole. Changes before the break were applied.",
      );
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
    return readHistory(pieces.whole());
  }

  /** The document as it was at a version that it had, to be read, and closed when done with. */
  async asOf(version: Version): Promise<PastDocument<S>> {
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

/** What a document's views and drafts share. */
class State implements Source {
  readonly handle: DocumentHandle;
  readonly listeners: Listeners;
  /** Counts edits. */
  #edits = 0;
  /** The transaction that is open, and its draft. */
  open: { readonly transaction: Transaction; readonly draft: unknown } | undefined;

  constructor(handle: DocumentHandle) {
    this.handle = handle;
    this.listeners = new Listeners(handle);
  }

  edition(): number {
    return this.#edits;
  }
  settle(): void {
    void this.handle.live;
    this.open?.transaction.settle();
  }
  observe(text: TextView, listener: TextListener): () => void {
    // A draft's text is over with its transaction; the place is not.
    return this.listeners.observe(viewOf(text, this) as TextView, listener);
  }
  begin(schema: AnyMapSchema): NonNullable<State["open"]> {
    const transaction = new Transaction(this.handle, Date.now, () => ++this.#edits);
    const source: DraftSource = {
      transaction,
      handle: this.handle,
      edition: () => this.#edits,
      settle: () => this.settle(),
      observe: (text, listener) => this.observe(text, listener),
    };
    return (this.open = { transaction, draft: makeDraft(source, schema) });
  }
  end(): void {
    this.open = undefined;
    ++this.#edits;
  }
  edited(origin: DocumentChange["origin"]): void {
    ++this.#edits;
    this.listeners.tell(origin);
  }
}

function viewOf(node: NodeView | undefined, source: Source): NodeView | undefined {
  return node && makeView(source, node.schema, viewOf(node.parent, source), node.step);
}

function readHistory(bytes: Uint8Array): HistoryEntry[] {
  const reader = new ByteReader(bytes);
  const entries: HistoryEntry[] = [];
  while (!reader.atEnd) {
    const author = reader
      .u64()
      .toString(16)
      .padStart(2 * authorSize, "0");
    const time = new Date(Number(BigInt.asIntN(64, reader.u64())));
    const events = reader.varint();
    const begin = reader.position;
    // A version: a count, and for each author its number and a counter.
    for (let left = reader.varint(); left > 0; --left) {
      reader.u64();
      reader.varint();
    }
    const version = Version.from(bytes.subarray(begin, reader.position));
    entries.push({ author, time, events, version });
  }
  return entries;
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
  return jobError(
    failure,
    "The changes that this takes are not kept: the document was loaded from a snapshot behind them.",
    "Give the other document a snapshot: loadDocument() with what save() returns.",
  );
}

function noSuchPath(path: readonly Step[]): DocumentError {
  return new DocumentError("schema_wrong", {
    what: `The schema has nothing at ${describePath(path)}.`,
    remedy: "A path has the names of maps and the positions of lists.",
  });
}
