// A schema says what is in a document, and its type what can be done with it. Under each name is a
// value, which one sets, or something that many change at once: a text, list, map, counter or set.
//
//   const schema = map({
//     title: text(),
//     todos: list(map({ label: text(), done: boolean() })),
//     votes: counter(),
//     tags: set(string()),
//   });
//
// Other authors may have another schema. What they put where this one has something else is read as
// if nothing were there.
import { DocumentError } from "./errors.js";

/** Types live in schemas under this name, and nowhere at run time. */
declare const typeOf: unique symbol;

/** Which kinds of values may be there: one bit each, in the order of the core's own. */
export const kindBits = { null: 1, boolean: 2, integer: 4, real: 8, text: 16, bytes: 32 } as const;

export interface ValueSchema<T> {
  readonly kind: "value";
  /** @internal */
  readonly kinds: number;
  /** @internal Whether whole numbers are read as bigint. */
  readonly wantsBigint: boolean;
  /** @internal The only texts it may be, if there are such. */
  readonly options: readonly string[] | undefined;
  readonly [typeOf]?: (value: T) => T;
}
export interface JsonSchema {
  readonly kind: "any";
}
export interface TextSchema {
  readonly kind: "text";
}
export interface CounterSchema {
  readonly kind: "counter";
}
export interface SetSchema<T> {
  readonly kind: "set";
  readonly member: ValueSchema<T>;
}
export interface ListSchema<Item extends Schema> {
  readonly kind: "list";
  readonly item: Item;
}
export interface RecordSchema<Entry extends Schema> {
  readonly kind: "record";
  readonly entry: Entry;
}
export interface MapSchema<Fields extends SchemaFields> {
  readonly kind: "map";
  readonly fields: Fields;
}

// For where only the shape of a schema matters. Each of them takes every schema of its kind.
export type AnyValueSchema = ValueSchema<any>;
export type AnySetSchema = SetSchema<any>;
export type AnyListSchema = ListSchema<any>;
export type AnyRecordSchema = RecordSchema<any>;
export type AnyMapSchema = MapSchema<any>;

export type Schema =
  | AnyValueSchema
  | JsonSchema
  | TextSchema
  | CounterSchema
  | AnySetSchema
  | AnyListSchema
  | AnyRecordSchema
  | AnyMapSchema;
export type SchemaFields = { readonly [name: string]: Schema };

function value<T>(kinds: number, more: Partial<ValueSchema<T>> = {}): ValueSchema<T> {
  return { kind: "value", kinds, wantsBigint: false, options: undefined, ...more };
}

export const string = (): ValueSchema<string> => value(kindBits.text);
/** What JavaScript calls a number. Whole ones beyond 2^53, which others may write, are rounded. */
export const number = (): ValueSchema<number> => value(kindBits.integer | kindBits.real);
/** Whole numbers of 64 bits. */
export const integer = (): ValueSchema<bigint> => value(kindBits.integer, { wantsBigint: true });
export const boolean = (): ValueSchema<boolean> => value(kindBits.boolean);
export const bytes = (): ValueSchema<Uint8Array> => value(kindBits.bytes);
/** One of these texts: what is anything else is read as if nothing were there. */
export const oneOf = <const Option extends string>(...options: Option[]): ValueSchema<Option> =>
  value(kindBits.text, { options });
export function nullable<T>(schema: ValueSchema<T>): ValueSchema<T | null> {
  requireValueSchema(schema, "nullable()");
  const { kinds, wantsBigint, options } = schema;
  return value(kinds | kindBits.null, { wantsBigint, options });
}

/** Anything that JSON has, and bytes; read and written as a whole. */
export const json = (): JsonSchema => ({ kind: "any" });
/** A text that many write at once. */
export const text = (): TextSchema => ({ kind: "text" });
/** A number to which many add at once. */
export const counter = (): CounterSchema => ({ kind: "counter" });
/** Each value once; who adds it while others remove it keeps it. */
export function set<T>(member: ValueSchema<T>): SetSchema<T> {
  requireValueSchema(member, "set()");
  return { kind: "set", member };
}
export function list<Item extends Schema>(item: Item): ListSchema<Item> {
  requireSchema(item, "list()");
  return { kind: "list", item };
}
/** The same under any names. */
export function record<Entry extends Schema>(entry: Entry): RecordSchema<Entry> {
  requireSchema(entry, "record()");
  return { kind: "record", entry };
}
/** What is under each of these names. */
export function map<const Fields extends SchemaFields>(fields: Fields): MapSchema<Fields> {
  if (typeof fields !== "object" || fields === null)
    throw new DocumentError("schema_wrong", {
      what: "map() was given no object.",
      remedy: "Give it names with a schema each: map({ title: text(), done: boolean() }).",
    });
  for (const [name, field] of Object.entries(fields)) {
    requireSchema(field, `map()'s field "${name}"`);
    if (reservedNames.has(name))
      throw new DocumentError("schema_wrong", {
        what: `A map's field cannot be called "${name}": JavaScript gives that name a meaning.`,
        remedy: "Choose another name, or use record().",
      });
  }
  return { kind: "map", fields };
}

const kinds: readonly unknown[] = ["value", "any", "text", "counter", "set", "list", "record", "map"];

function isSchema(value: unknown): value is Schema {
  return typeof value === "object" && value !== null && kinds.includes((value as Schema).kind);
}

function requireSchema(value: unknown, where: string): void {
  if (isSchema(value)) return;
  throw new DocumentError("schema_wrong", {
    what: `${where} was given something that is no schema.`,
    remedy:
      typeof value === "function"
        ? "Call it: string(), not string."
        : "Schemas are made by text(), string(), number(), boolean(), list(…), map(…) and the like.",
  });
}

function requireValueSchema(value: unknown, where: string): void {
  requireSchema(value, where);
  if ((value as Schema).kind === "value") return;
  throw new DocumentError("schema_wrong", {
    what: `${where} holds values, and ${(value as Schema).kind}() is none.`,
    remedy: "Give it string(), number(), integer(), boolean(), bytes() or oneOf(…).",
  });
}

/** @internal */
export function requireDocumentSchema(value: unknown): void {
  if (isSchema(value) && value.kind === "map") return;
  throw new DocumentError("schema_wrong", {
    what: "The schema of a document is a map, and this is none.",
    remedy: "Make one: map({ title: text(), todos: list(string()) }).",
  });
}

const reservedNames = new Set(["__proto__", "constructor", "then", "toJSON"]);

/** What can be put where the schema is: plain values. */
export type Input<S> =
  IsAny<S> extends true
    ? any
    : S extends ValueSchema<infer T>
      ? T
      : S extends JsonSchema
        ? JsonInput
        : S extends TextSchema
          ? string
          : S extends CounterSchema
            ? number
            : S extends SetSchema<infer T>
              ? Iterable<T>
              : S extends ListSchema<infer Item>
                ? readonly Input<Item>[]
                : S extends RecordSchema<infer Entry>
                  ? { readonly [key: string]: Input<Entry> }
                  : S extends MapSchema<infer Fields>
                    ? { readonly [Name in keyof Fields]?: Input<Fields[Name]> | undefined }
                    : never;

export type JsonInput =
  | null
  | boolean
  | number
  | bigint
  | string
  | Uint8Array
  | readonly JsonInput[]
  | { readonly [key: string]: JsonInput | undefined };

/** What a json() is read as. */
export type Json =
  null | boolean | number | bigint | string | Uint8Array | Json[] | { [key: string]: Json };

/** What toJSON() makes of it: what JSON.stringify() can write. */
export type AsJson<S> =
  IsAny<S> extends true
    ? any
    : S extends ValueSchema<infer T>
      ? AsJsonValue<T>
      : S extends JsonSchema
        ? JsonText
        : S extends TextSchema
          ? string
          : S extends CounterSchema
            ? number
            : S extends SetSchema<infer T>
              ? AsJsonValue<T>[]
              : S extends ListSchema<infer Item>
                ? AsJson<Item>[]
                : S extends RecordSchema<infer Entry>
                  ? { [key: string]: AsJson<Entry> }
                  : S extends MapSchema<infer Fields>
                    ? { [Name in keyof Fields]?: AsJson<Fields[Name]> }
                    : never;
type AsJsonValue<T> = T extends Uint8Array ? { $bytes: string } : T extends bigint ? number : T;
export type JsonText = null | boolean | number | string | JsonText[] | { [key: string]: JsonText };

/** Names and positions, from the root to some place. */
export type PathOf<S> =
  IsAny<S> extends true
    ? Step[]
    : | []
      | (S extends ListSchema<infer Item>
          ? [number, ...PathOf<Item>]
          : S extends RecordSchema<infer Entry>
            ? [string, ...PathOf<Entry>]
            : S extends MapSchema<infer Fields>
              ? { [Name in keyof Fields & string]: [Name, ...PathOf<Fields[Name]>] }[keyof Fields &
                  string]
              : never);
/** The schema at the end of a path. */
export type At<S, Path extends readonly unknown[]> =
  IsAny<S> extends true
    ? any
    : Path extends readonly [infer First, ...infer Rest]
      ? S extends ListSchema<infer Item>
        ? At<Item, Rest>
        : S extends RecordSchema<infer Entry>
          ? At<Entry, Rest>
          : S extends MapSchema<infer Fields>
            ? First extends keyof Fields
              ? At<Fields[First], Rest>
              : never
            : never
      : S;

/** Of schemas of which nothing is known, nothing follows. */
export type IsAny<T> = 0 extends 1 & T ? true : false;

export type Step = string | number;

/** @internal */
export function requirePath(schema: Schema, path: unknown): asserts path is readonly Step[] {
  if (!Array.isArray(path))
    throw new DocumentError("schema_wrong", {
      what: "A path is an array of names and positions, and this is none.",
      remedy: 'For example: ["todos", 0, "label"].',
    });
  let at: Schema | undefined = schema;
  for (const [index, step] of path.entries()) {
    at = schemaUnder(at, step);
    if (at) continue;
    const known = path.slice(0, index + 1).map(String);
    throw new DocumentError("schema_wrong", {
      what: `The schema has nothing at ${known.join(".")}.`,
      remedy: "A path has the names of maps and the positions of lists, from 0 on.",
    });
  }
}

/** @internal The schema one step down; undefined if there is none. */
export function schemaUnder(schema: Schema, step: Step): Schema | undefined {
  switch (schema.kind) {
    case "map":
      return typeof step === "string" && Object.hasOwn(schema.fields, step)
        ? (schema.fields[step] as Schema)
        : undefined;
    case "record":
      return typeof step === "string" ? (schema.entry as Schema) : undefined;
    case "list":
      return Number.isSafeInteger(step) && (step as number) >= 0
        ? (schema.item as Schema)
        : undefined;
    default:
      return undefined;
  }
}
