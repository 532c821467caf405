// Views are what a document shows: objects that look into the module when they are asked. Nothing is
// read before it is wanted, and what was read is kept until the document changes. A view stands for
// a place, not for what was there when it was made: list.at(0) is always what is first now.
import { requireFunction } from "../arguments.js";
import { ByteReader } from "./byte_reader.js";
import { ByteWriter } from "./byte_writer.js";
import { DocumentError } from "./errors.js";
import { MapNode, NodeView, type NodeSchema, type Source } from "./node_view.js";
import type {
  AnyListSchema,
  AnyRecordSchema,
  AnySetSchema,
  AnyValueSchema,
  AsJson,
  CounterSchema,
  IsAny,
  Json,
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
import type { TextDelta } from "./text_delta.js";
import { checkedLeaf, fittingLeaf, readLeaf, writeLeaf } from "./values.js";

/** What is seen where the schema is. */
export type View<S> =
  IsAny<S> extends true
    ? any
    : S extends ValueSchema<infer T>
      ? T | undefined
      : S extends JsonSchema
        ? Json | undefined
        : S extends TextSchema
          ? TextView
          : S extends CounterSchema
            ? CounterView
            : S extends SetSchema<infer T>
              ? SetView<T>
              : S extends ListSchema<infer Item>
                ? ListView<Item>
                : S extends RecordSchema<infer Entry>
                  ? RecordView<Entry>
                  : S extends MapSchema<infer Fields>
                    ? MapView<Fields>
                    : never;
export type MapView<Fields> = { readonly [Name in keyof Fields]: View<Fields[Name]> };

/** So many characters of a text are read at once at most. */
export const charactersReadMax = 4_000_000;

export type TextListener = (delta: TextDelta, text: TextView) => void;

/** The same under any names. */
export class RecordView<Entry extends Schema> extends NodeView {
  get #entry(): Entry {
    return (this.schema as AnyRecordSchema).entry as Entry;
  }

  /** Undefined if there is nothing. */
  get(key: string): View<Entry> | undefined {
    const entry = this.#entry;
    if (entry.kind !== "value" && entry.kind !== "any" && !this.holds(entry, key)) return undefined;
    return this.read(entry, key) as View<Entry>;
  }
  has(key: string): boolean {
    return this.holds(this.#entry, key);
  }
  get size(): number {
    const place = this.place();
    return place === undefined ? 0 : this.source.handle.size(place);
  }
  /** In the order of their UTF-8. */
  *keys(): Generator<string, undefined> {
    let last: string | undefined;
    for (;;) {
      const place = this.place();
      const some = place === undefined ? [] : this.source.handle.keys(place, last);
      yield* some;
      last = some.at(-1);
      if (last === undefined) return undefined;
    }
  }
  *entries(): Generator<[string, View<Entry>], undefined> {
    for (const key of this.keys()) {
      const value = this.get(key);
      if (value !== undefined) yield [key, value as View<Entry>];
    }
    return undefined;
  }
  [Symbol.iterator](): Generator<[string, View<Entry>], undefined> {
    return this.entries();
  }
  toJSON(): AsJson<RecordSchema<Entry>> {
    return this.json() as AsJson<RecordSchema<Entry>>;
  }
  protected override emptyJson(): unknown {
    return {};
  }
}

export class ListView<Item extends Schema> extends NodeView {
  /** @internal */
  get item(): Item {
    return (this.schema as AnyListSchema).item as Item;
  }

  get length(): number {
    const place = this.place();
    return place === undefined ? 0 : this.source.handle.size(place);
  }
  /** From the end if it is negative, as of an array; undefined beyond the ends. */
  at(index: number): View<Item> | undefined {
    const position = this.position(index);
    return position === undefined ? undefined : (this.read(this.item, position) as View<Item>);
  }
  *[Symbol.iterator](): Generator<View<Item>, undefined> {
    for (let index = 0; index < this.length; ++index)
      yield this.read(this.item, index) as View<Item>;
    return undefined;
  }
  toJSON(): AsJson<ListSchema<Item>> {
    return this.json() as AsJson<ListSchema<Item>>;
  }
  /** @internal */
  position(index: number): number | undefined {
    const { length } = this;
    const position = index < 0 ? length + index : index;
    return Number.isInteger(position) && position >= 0 && position < length ? position : undefined;
  }
  protected override emptyJson(): unknown {
    return [];
  }
}

export class TextView extends NodeView {
  #text = "";
  #textEdition = -1;

  /** In UTF-16 units, as of a string. */
  get length(): number {
    const place = this.place();
    return place === undefined ? 0 : this.source.handle.size(place);
  }
  /** All of it; kept until the document changes. */
  override toString(): string {
    const place = this.place();
    if (this.#textEdition === this.source.edition()) return this.#text;
    const { length } = this;
    if (length > charactersReadMax)
      throw new DocumentError("too_large", {
        what: `The text has ${length} characters, which would make the page stop.`,
        remedy: "Read it piece by piece, with slice().",
      });
    this.#text = place === undefined ? "" : this.source.handle.text(place, 0, length);
    this.#textEdition = this.source.edition();
    return this.#text;
  }
  /** As of a string, without reading the rest; positions are not within an emoji's two units. */
  slice(begin = 0, end: number = this.length): string {
    const { length } = this;
    const within = (at: number): number => Math.max(0, Math.min(at < 0 ? length + at : at, length));
    const place = this.place();
    const [from, to] = [within(begin), within(end)];
    return place === undefined || from >= to ? "" : this.source.handle.text(place, from, to);
  }
  /** Calls the listener with what became of it, after each change; the result ends that. */
  observe(listener: TextListener): () => void {
    requireFunction(listener, "observe()", "text.observe((delta) => …)");
    return this.source.observe(this, (delta) => listener(delta, this));
  }
  toJSON(): string {
    return this.toString();
  }
  protected override emptyJson(): unknown {
    return "";
  }
}

export class CounterView extends NodeView {
  get value(): number {
    return Number(this.exact);
  }
  /** To the last digit, also beyond 2^53. */
  get exact(): bigint {
    const place = this.place();
    return place === undefined ? 0n : BigInt(this.source.handle.counter(place));
  }
  override valueOf(): number {
    return this.value;
  }
  toJSON(): number {
    return this.value;
  }
  protected override emptyJson(): unknown {
    return 0;
  }
}

export class SetView<T> extends NodeView {
  /** @internal */
  get member(): AnyValueSchema {
    return (this.schema as AnySetSchema).member;
  }

  get size(): number {
    const place = this.place();
    return place === undefined ? 0 : this.source.handle.size(place);
  }
  has(member: T): boolean {
    const writer = new ByteWriter();
    writeLeaf(writer, checkedLeaf(this.member, member, "A set"));
    const place = this.place();
    return place !== undefined && this.source.handle.has(place, writer);
  }
  /** In the core's own order: by kind, then by value. */
  *[Symbol.iterator](): Generator<T, undefined> {
    const last = new ByteWriter();
    for (let isFirst = true; ; isFirst = false) {
      const place = this.place();
      if (place === undefined) return undefined;
      const bytes = this.source.handle.members(place, isFirst ? undefined : last).slice();
      if (bytes.length === 0) return undefined;
      const reader = new ByteReader(bytes);
      while (!reader.atEnd) {
        const leaf = readLeaf(reader);
        if (reader.atEnd) {
          last.clear();
          writeLeaf(last, leaf);
        }
        const member = fittingLeaf(this.member, leaf);
        if (member !== undefined) yield member as T;
      }
    }
  }
  toJSON(): AsJson<SetSchema<T>> {
    return this.json() as AsJson<SetSchema<T>>;
  }
  protected override emptyJson(): unknown {
    return [];
  }
}

/** @internal */
export function makeView(
  source: Source,
  schema: NodeSchema,
  parent?: NodeView,
  step: Step = "",
): NodeView {
  switch (schema.kind) {
    case "map":
      return new MapNode(source, schema, parent, step);
    case "record":
      return new RecordView(source, schema, parent, step);
    case "list":
      return new ListView(source, schema, parent, step);
    case "text":
      return new TextView(source, schema, parent, step);
    case "counter":
      return new CounterView(source, schema, parent, step);
    case "set":
      return new SetView(source, schema, parent, step);
  }
}
