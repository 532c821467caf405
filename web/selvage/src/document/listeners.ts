// Who wants to know what of a document. Listeners are called after the edit is done, one behind the
// other: what one of them edits is told when all have been told of what was before. One that fails
// keeps nobody else from being told.
import { ByteWriter } from "./byte_writer.js";
import { DocumentError, errorName } from "./errors.js";
import type { DocumentHandle } from "./handle.js";
import { readNews, type DocumentEvent, type News } from "./news.js";
import type { Step } from "./schema.js";
import { ObservedText, type TextDelta } from "./text_delta.js";
import { describePath, writeSteps } from "./transaction.js";
import type { TextView } from "./views.js";

/** Who made a change: this document, or another whose changes were applied. */
export type Origin = "here" | "elsewhere";

export interface DocumentChange {
  readonly origin: Origin;
  readonly events: readonly DocumentEvent[];
}

type DeltaListener = (delta: TextDelta) => void;

interface Observed {
  readonly view: TextView;
  readonly text: ObservedText;
  readonly listeners: Set<DeltaListener>;
  /** The number of the last news that the text has in it, where it was read anew. */
  upTo: number;
}

interface Waiting {
  readonly origin: Origin;
  readonly news: News;
  readonly number: number;
}

export class Listeners {
  readonly #handle: DocumentHandle;
  readonly #subscriptions = new Map<number, () => void>();
  readonly #observed = new Map<string, Observed>();
  readonly #changed = new Set<(change: DocumentChange) => void>();
  readonly #waiting: Waiting[] = [];
  #newsCount = 0;
  #isTelling = false;

  constructor(handle: DocumentHandle) {
    this.#handle = handle;
  }

  subscribe(path: readonly Step[], listener: () => void): () => void {
    const writer = new ByteWriter();
    writeSteps(writer, path);
    const { instance, calls } = this.#handle;
    if (writer.size > instance.windowSize) throw refusedPath("too_large", path);
    instance.show(writer.bytes, () => {});
    const id = calls.document_subscribe(this.#handle.live, writer.size);
    if (id < 0) throw refusedPath(errorName(id), path);
    this.#subscriptions.set(id, listener);
    return () => {
      if (!this.#subscriptions.delete(id) || this.#handle.isClosed) return;
      calls.document_unsubscribe(this.#handle.live, id);
    };
  }

  observe(view: TextView, listener: DeltaListener): () => void {
    const key = JSON.stringify(view.path);
    let observed = this.#observed.get(key);
    if (!observed) {
      const text = new ObservedText(view.toString());
      observed = { view, text, listeners: new Set(), upTo: this.#newsCount };
      this.#observed.set(key, observed);
    }
    const { listeners } = observed;
    // One function may be given twice.
    const call: DeltaListener = (delta) => listener(delta);
    listeners.add(call);
    return () => {
      listeners.delete(call);
      if (listeners.size === 0 && this.#observed.get(key)?.listeners === listeners)
        this.#observed.delete(key);
    };
  }

  onChange(listener: (change: DocumentChange) => void): () => void {
    const call = (change: DocumentChange): void => listener(change);
    this.#changed.add(call);
    return () => void this.#changed.delete(call);
  }

  /** To be called after every edit. */
  tell(origin: Origin): void {
    const { calls, live } = this.#handle;
    const isWanted =
      this.#subscriptions.size > 0 || this.#observed.size > 0 || this.#changed.size > 0;
    if (!isWanted) return calls.document_drop_news(live);
    calls.document_news(live);
    for (const news of readNews(this.#handle.shownBytes().slice()))
      this.#waiting.push({ origin, news, number: ++this.#newsCount });
    if (this.#isTelling) return;
    this.#isTelling = true;
    try {
      for (let next = this.#waiting.shift(); next; next = this.#waiting.shift()) this.#tellOf(next);
    } finally {
      this.#isTelling = false;
    }
  }

  #tellOf({ origin, news: { subscriptions, events }, number }: Waiting): void {
    for (const id of subscriptions) call(() => this.#subscriptions.get(id)?.());
    for (const observed of [...this.#observed.values()]) {
      const delta = number > observed.upTo ? this.#deltaOf(observed, events) : [];
      if (delta.length > 0)
        for (const listener of [...observed.listeners]) call(() => listener(delta));
    }
    if (events.length > 0)
      for (const listener of [...this.#changed]) call(() => listener({ origin, events }));
  }

  #deltaOf(observed: Observed, events: readonly DocumentEvent[]): TextDelta {
    const { view, text } = observed;
    const { path } = view;
    const isAbove = (event: DocumentEvent): boolean =>
      event.path.length <= path.length && event.path.every((step, index) => step === path[index]);
    const near = events.filter(isAbove);
    // Something else may stand at its place now, or on the way to it.
    const isReplaced = near.some(
      ({ kind, path: at }) => kind === "slot" || (kind === "list" && at.length < path.length),
    );
    if (isReplaced) {
      // It is read as it is after all that was done, which may be more than this.
      observed.upTo = this.#newsCount;
      return text.replace(view.toString());
    }
    const own = near.find((event) => event.path.length === path.length);
    return own?.kind === "text" ? text.splice(own.splices, own.inserted) : [];
  }
}

function call(listener: () => void): void {
  try {
    listener();
  } catch (failure) {
    queueMicrotask(() => {
      throw failure; // For the page's own handler of errors.
    });
  }
}

function refusedPath(name: ReturnType<typeof errorName>, path: readonly Step[]): DocumentError {
  return new DocumentError(name, {
    what: `Nobody can subscribe to ${describePath(path)}.`,
    remedy: "A path has names and positions, at most 62 of them.",
  });
}
