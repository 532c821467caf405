// Drafts are views that can be written to, as long as their transaction lasts. What was written can
// be read in the same transaction.
//
// A draft of something in a list is one of a position. Where items were put in front of it or taken
// away since, it would be another's: then using it is an error, and it has to be asked for again.
import type { ByteWriter } from "./byte_writer.js";
import { DocumentError } from "./errors.js";
import type {
  CounterSchema,
  Input,
  IsAny,
  JsonInput,
  JsonSchema,
  ListSchema,
  MapSchema,
  RecordSchema,
  Schema,
  SetSchema,
  Step,
  TextSchema,
  ValueSchema,
} from "./schema.js";
import { schemaUnder } from "./schema.js";
import type { TextDelta } from "./text_delta.js";
import { describePath, type CommandKind, type Transaction } from "./transaction.js";
import { checkedLeaf, writeInput, writeLeaf, wrong } from "./values.js";
import { MapNode, nodeOf, NodeView, type NodeSchema, type Source } from "./node_view.js";
import { CounterView, ListView, RecordView, SetView, TextView, type View } from "./views.js";

declare const draftOf: unique symbol;
/** What a draft is one of, for its types alone. */
interface Of<S> {
  readonly [draftOf]?: ((schema: S) => S) | undefined;
}

/** What can be written where the schema is. */
export type Draft<S> =
  IsAny<S> extends true
    ? any
    : S extends ValueSchema<infer T>
      ? T | undefined
      : S extends JsonSchema
        ? JsonInput | undefined
        : NodeDraft<S>;
export type NodeDraft<S> = S extends TextSchema
  ? TextDraft
  : S extends CounterSchema
    ? CounterDraft
    : S extends SetSchema<infer T>
      ? SetDraft<T>
      : S extends ListSchema<infer Item>
        ? ListDraft<Item>
        : S extends RecordSchema<infer Entry>
          ? RecordDraft<Entry>
          : S extends MapSchema<infer Fields>
            ? MapDraft<Fields>
            : never;

type Writable = ValueSchema<never> | JsonSchema;
type WritableNames<Fields> = {
  [Name in keyof Fields]: Fields[Name] extends { kind: Writable["kind"] } ? Name : never;
}[keyof Fields];
/** Values are assigned, undefined to remove them; everything else has methods of its own. */
export type MapDraft<Fields> = {
  [Name in WritableNames<Fields>]: Draft<Fields[Name]>;
} & {
  readonly [Name in Exclude<keyof Fields, WritableNames<Fields>>]: Draft<Fields[Name]>;
} & Of<MapSchema<Fields extends { readonly [name: string]: Schema } ? Fields : never>>;

/** What is put in the place of whole nodes. */
export interface Edit {
  /** Puts a plain value in the place of all that is there. */
  put<S extends Schema>(draft: Of<S>, value: Input<S>): void;
  /** Takes it away, with all that is in it: a name of a map, or an item of a list. */
  remove<S extends Schema>(draft: Of<S>): void;
}

/** @internal A source that can be written to. */
export interface DraftSource extends Source {
  readonly transaction: Transaction;
}

// How often items of its list had moved when a draft of one of them was made.
const movesWhenMade = new WeakMap<NodeView, number>();

function sourceOf(draft: NodeView): DraftSource {
  return draft.source as DraftSource;
}

/** Of the list that it is an item of; undefined if it is none. */
function movesOf(node: NodeView, transaction: Transaction): number | undefined {
  if (typeof node.step !== "number" || !node.parent) return undefined;
  return transaction.movesIn(node.parent.path);
}

/** Records a command at the draft's place, or one step below it. */
function record(
  draft: NodeView,
  kind: CommandKind,
  rest: (writer: ByteWriter) => void = () => {},
  below?: Step,
): void {
  const { transaction } = sourceOf(draft);
  for (let node: NodeView | undefined = draft; node; node = node.parent)
    if (movesWhenMade.get(node) !== movesOf(node, transaction))
      throw new DocumentError("position_moved", {
        what: `Since ${describePath(node.path)} was asked for, items were put into a list or taken out.`,
        remedy: "Ask for it again, with at(), at its position now.",
      });
  transaction.record(kind, below === undefined ? draft.path : [...draft.path, below], rest);
}

function whereIs(draft: NodeView, step: Step): string {
  return describePath([...draft.path, step]);
}

function putUnder(draft: NodeView, entry: Schema, key: unknown, value: unknown): void {
  if (typeof key !== "string")
    throw wrong(key, "names that are strings", describePath(draft.path));
  putBelow(draft, entry, key, value);
}

function putBelow(draft: NodeView, schema: Schema, step: Step, value: unknown): void {
  if (value === undefined) return record(draft, "remove", undefined, step);
  const where = whereIs(draft, step);
  record(draft, "put", (writer) => writeInput(writer, schema, value, where), step);
}

class MapDraftNode extends MapNode {
  override assign(name: string, value: unknown): void {
    putBelow(this, schemaUnder(this.schema, name) as Schema, name, value);
  }
}

export class RecordDraft<Entry extends Schema> extends RecordView<Entry> {
  declare readonly [draftOf]?: Of<RecordSchema<Entry>>[typeof draftOf];

  /** What is there; of a node also if it is not there yet, and is made when it is written to. */
  override get(key: string): Draft<Entry> & View<Entry> {
    const entry = (this.schema as RecordSchema<Entry>).entry;
    return this.read(entry, key) as Draft<Entry> & View<Entry>;
  }
  set(key: string, value: Input<Entry>): void {
    putUnder(this, (this.schema as RecordSchema<Entry>).entry, key, value);
  }
  delete(key: string): void {
    putUnder(this, (this.schema as RecordSchema<Entry>).entry, key, undefined);
  }
}

export class ListDraft<Item extends Schema> extends ListView<Item> {
  declare readonly [draftOf]?: Of<ListSchema<Item>>[typeof draftOf];

  override at(index: number): (Draft<Item> & View<Item>) | undefined {
    return super.at(index) as (Draft<Item> & View<Item>) | undefined;
  }
  override [Symbol.iterator](): Generator<Draft<Item> & View<Item>, undefined> {
    return super[Symbol.iterator]() as Generator<Draft<Item> & View<Item>, undefined>;
  }
  push(...items: readonly Input<Item>[]): void {
    this.#insert(this.length, items);
  }
  /** In front of what is at the position. */
  insert(position: number, ...items: readonly Input<Item>[]): void {
    requirePosition(position);
    this.#insert(position, items);
    sourceOf(this).transaction.moved(this.path);
  }
  /** Puts it in the place of what is at the position. */
  set(position: number, item: Input<Item>): void {
    requirePosition(position);
    if (item === undefined) throw wrong(item, "items", describePath(this.path));
    putBelow(this, this.item, position, item);
  }
  delete(position: number, count = 1): void {
    requirePosition(position);
    requirePosition(count);
    record(this, "erase_items", (writer) => {
      writer.varint(position);
      writer.varint(count);
    });
    sourceOf(this).transaction.moved(this.path);
  }

  #insert(position: number, items: readonly unknown[]): void {
    if (items.length === 0) return;
    record(this, "insert_items", (writer) => {
      writer.varint(position);
      writer.varint(items.length);
      items.forEach((item, index) =>
        writeInput(writer, this.item, item, whereIs(this, position + index)),
      );
    });
  }
}

export class TextDraft extends TextView {
  declare readonly [draftOf]?: Of<TextSchema>[typeof draftOf];

  insert(position: number, text: string): void {
    requirePosition(position);
    if (typeof text !== "string") throw wrong(text, "a string", describePath(this.path));
    if (text === "") return;
    record(this, "insert_text", (writer) => {
      writer.varint(position);
      writer.text(text);
    });
  }
  append(text: string): void {
    this.insert(this.length, text);
  }
  delete(position: number, count: number): void {
    requirePosition(position);
    requirePosition(count);
    if (count === 0) return;
    record(this, "erase_text", (writer) => {
      writer.varint(position);
      writer.varint(count);
    });
  }
  replace(position: number, count: number, text: string): void {
    this.delete(position, count);
    this.insert(position, text);
  }
  /** What an editor tells of its own text, or observe() of another's. */
  apply(delta: TextDelta): void {
    requireDelta(delta);
    let at = 0;
    for (const step of delta) {
      if ("retain" in step) {
        requirePosition(step.retain);
        at += step.retain;
      } else if ("delete" in step) {
        this.delete(at, step.delete);
      } else {
        this.insert(at, step.insert);
        at += step.insert.length;
      }
    }
  }
}

export class CounterDraft extends CounterView {
  declare readonly [draftOf]?: Of<CounterSchema>[typeof draftOf];

  add(by: number | bigint = 1): void {
    const isWhole = typeof by === "bigint" ? BigInt.asIntN(64, by) === by : Number.isSafeInteger(by);
    if (!isWhole)
      throw new DocumentError("type_wrong", {
        what: `A counter counts in whole numbers of 64 bits, and this is ${String(by)}.`,
        remedy: "Round it, or keep fractions in a number().",
      });
    record(this, "add", (writer) => writer.zigzag(by));
  }
}

export class SetDraft<T> extends SetView<T> {
  declare readonly [draftOf]?: Of<SetSchema<T>>[typeof draftOf];

  add(member: T): void {
    this.#record("add_member", member);
  }
  delete(member: T): void {
    this.#record("remove_member", member);
  }
  #record(kind: CommandKind, member: T): void {
    const leaf = checkedLeaf(this.member, member, describePath(this.path));
    record(this, kind, (writer) => writeLeaf(writer, leaf));
  }
}

function requireDelta(delta: unknown): void {
  const isStep = (step: unknown): boolean =>
    typeof step === "object" &&
    step !== null &&
    ["retain", "insert", "delete"].filter((name) => name in step).length === 1;
  if (Array.isArray(delta) && delta.every(isStep)) return;
  throw new DocumentError("type_wrong", {
    what: "This is no delta.",
    remedy:
      "It is an array, each step of which has one of retain, insert and delete; of a Delta of Quill's, its ops.",
  });
}

function requirePosition(position: number): void {
  if (Number.isSafeInteger(position) && position >= 0) return;
  throw new DocumentError("too_large", {
    what: `A position or count must be a whole number from 0 on. This is: ${String(position)}.`,
    remedy: "Look at length first.",
  });
}

/** @internal */
export function makeDraft(
  source: DraftSource,
  schema: NodeSchema,
  parent?: NodeView,
  step: Step = "",
): NodeView {
  const made = newDraft(source, schema, parent, step);
  const moves = movesOf(made, source.transaction);
  if (moves !== undefined) movesWhenMade.set(made, moves);
  return made;
}

function newDraft(
  source: DraftSource,
  schema: NodeSchema,
  parent: NodeView | undefined,
  step: Step,
): NodeView {
  switch (schema.kind) {
    case "map":
      return new MapDraftNode(source, schema, parent, step);
    case "record":
      return new RecordDraft(source, schema, parent, step);
    case "list":
      return new ListDraft(source, schema, parent, step);
    case "text":
      return new TextDraft(source, schema, parent, step);
    case "counter":
      return new CounterDraft(source, schema, parent, step);
    case "set":
      return new SetDraft(source, schema, parent, step);
  }
}

/** @internal */
export const edit: Edit = {
  put(draft, value) {
    const node = draftNode(draft);
    record(node, "put", (writer) =>
      writeInput(writer, node.schema, value, describePath(node.path)),
    );
  },
  remove(draft) {
    const node = draftNode(draft);
    if (node.place() === undefined) return;
    record(node, "remove");
    if (typeof node.step === "number") sourceOf(node).transaction.moved(node.parent?.path ?? []);
  },
};

/** Of one that can be put and removed. */
function draftNode(draft: unknown): NodeView {
  const node = nodeOf(draft);
  if (!node || !("transaction" in node.source))
    throw new DocumentError("type_wrong", {
      what: "put() and remove() were given something that is no draft.",
      remedy: "Give them what is under the draft of this transaction: put(draft.title, …).",
    });
  if (!node.parent)
    throw new DocumentError("type_wrong", {
      what: "The root of a document is always there, and a map.",
      remedy: "Put or remove what is under its names.",
    });
  return node;
}
