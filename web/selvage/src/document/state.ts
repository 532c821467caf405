// State is what a document's views and drafts share: how often it was edited, whether a transaction is
// open, and who wants to know.
import { makeDraft, type DraftSource } from "./drafts.js";
import { requireCanWrite } from "./errors.js";
import type { DocumentHandle } from "./handle.js";
import { Listeners, type DocumentChange } from "./listeners.js";
import type { NodeView, Source } from "./node_view.js";
import type { AnyMapSchema } from "./schema.js";
import type { TextDelta } from "./text_delta.js";
import { Transaction } from "./transaction.js";
import { makeView, type TextView } from "./views.js";

export class State implements Source {
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
  make(...node: Parameters<Source["make"]>): NodeView {
    return makeView(this, ...node);
  }
  observe(text: NodeView, listener: (delta: TextDelta) => void): () => void {
    // A draft's text is over with its transaction; the place is not.
    return this.listeners.observe(viewOf(text, this) as TextView, listener);
  }
  begin(schema: AnyMapSchema): NonNullable<State["open"]> {
    requireCanWrite(this.handle.calls.document_can_write(this.handle.live));
    const transaction = new Transaction(this.handle, Date.now, () => ++this.#edits);
    const source: DraftSource = {
      transaction,
      handle: this.handle,
      edition: () => this.#edits,
      settle: () => this.settle(),
      make: (...node) => makeDraft(source, ...node),
      observe: (text, listener) => this.observe(text, listener),
    };
    return (this.open = { transaction, draft: makeDraft(source, schema).shown });
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
