// Values and trees, as core/crdt/boundary/tree_codec.h has them: plain JavaScript on this side.
import type { ByteReader } from "./byte_reader.js";
import type { ByteWriter } from "./byte_writer.js";
import { DocumentError, noSuchField } from "./errors.js";
import {
  kindBits,
  type AnyListSchema,
  type AnyMapSchema,
  type AnyRecordSchema,
  type AnySetSchema,
  type AnyValueSchema,
  type Json,
  type JsonText,
  type Schema,
} from "./schema.js";

const tags = { null: 0, no: 1, yes: 2, integer: 3, real: 4, text: 5, bytes: 6 } as const;
const nodeTag = 0x40;
/** In the order of the core's kinds of nodes. */
export const nodeKinds = ["map", "list", "text", "counter", "set"] as const;
export type NodeKind = (typeof nodeKinds)[number];
const depthMax = 62;

/** A value as it stands in a document. */
export type Leaf = null | boolean | number | bigint | string | Uint8Array;

const wholeMax = 2 ** 53; // Up to here every whole number is one of 64 bits in the core.

function isWhole(number: number): boolean {
  return Number.isInteger(number) && Math.abs(number) <= wholeMax && !Object.is(number, -0);
}

export function writeLeaf(writer: ByteWriter, leaf: Leaf): void {
  ++writer.values;
  switch (typeof leaf) {
    case "boolean":
      return writer.u8(leaf ? tags.yes : tags.no);
    case "bigint":
      writer.u8(tags.integer);
      return writer.zigzag(leaf);
    case "number":
      if (isWhole(leaf)) {
        writer.u8(tags.integer);
        return writer.zigzag(leaf);
      }
      writer.u8(tags.real);
      return writer.real(leaf);
    case "string":
      writer.u8(tags.text);
      return writer.text(leaf);
    default:
      if (leaf === null) return writer.u8(tags.null);
      writer.u8(tags.bytes);
      return writer.sized(leaf);
  }
}

export function readLeaf(reader: ByteReader): Leaf {
  const tag = reader.u8();
  switch (tag) {
    case tags.no:
      return false;
    case tags.yes:
      return true;
    case tags.integer:
      return reader.zigzag();
    case tags.real:
      return reader.real();
    case tags.text:
      return reader.text();
    case tags.bytes:
      return reader.sized();
    default:
      return null;
  }
}

/** @internal */
export function wrong(value: unknown, wanted: string, where: string): DocumentError {
  const given = value === null ? "null" : Array.isArray(value) ? "an array" : typeof value;
  return new DocumentError("type_wrong", {
    what: `${where || "The document"} takes ${wanted}, and this is ${given}.`,
    remedy: "Give it what its schema says.",
  });
}

const kindNames: [number, string][] = [
  [kindBits.null, "null"],
  [kindBits.boolean, "a boolean"],
  [kindBits.real, "a number"],
  [kindBits.text, "a string"],
  [kindBits.bytes, "a Uint8Array"],
];

function wantedBy(schema: AnyValueSchema): string {
  if (schema.wantsBigint) return "a bigint of 64 bits";
  if (schema.options) return `one of ${schema.options.map((one) => `"${one}"`).join(", ")}`;
  return kindNames
    .filter(([bit]) => schema.kinds & bit)
    .map(([, name]) => name)
    .join(" or ");
}

function kindBitOf(value: unknown): number {
  switch (typeof value) {
    case "boolean":
      return kindBits.boolean;
    case "number":
      return kindBits.real;
    case "bigint":
      return kindBits.integer;
    case "string":
      return kindBits.text;
    default:
      if (value === null) return kindBits.null;
      return value instanceof Uint8Array ? kindBits.bytes : 0;
  }
}

/** The value, if the schema has it. */
export function checkedLeaf(schema: AnyValueSchema, value: unknown, where: string): Leaf {
  const bit = kindBitOf(value);
  const isRightNumber = schema.wantsBigint
    ? typeof value === "bigint" && BigInt.asIntN(64, value) === value
    : typeof value === "number";
  const isNumber = bit === kindBits.real || bit === kindBits.integer;
  const fits = (schema.kinds & (isNumber ? kindBits.integer : bit)) !== 0;
  const isOption = !schema.options || value === null || schema.options.includes(value as string);
  if (!fits || !isOption || (isNumber && !isRightNumber))
    throw wrong(value, wantedBy(schema), where);
  return value as Leaf;
}

/** What was read there, as the schema has it; undefined if it has it not. */
export function fittingLeaf(schema: AnyValueSchema, leaf: Leaf): Leaf | undefined {
  switch (typeof leaf) {
    case "number":
      if ((schema.kinds & (Number.isInteger(leaf) ? kindBits.integer : kindBits.real)) === 0)
        return undefined;
      return schema.wantsBigint ? BigInt(leaf) : leaf;
    case "bigint":
      if ((schema.kinds & kindBits.integer) === 0) return undefined;
      return schema.wantsBigint ? leaf : Number(leaf);
    case "string":
      if (schema.options && !schema.options.includes(leaf)) return undefined;
      return schema.kinds & kindBits.text ? leaf : undefined;
    default:
      return schema.kinds & kindBitOf(leaf) ? leaf : undefined;
  }
}

function writeNode(writer: ByteWriter, kind: NodeKind): void {
  ++writer.values;
  writer.u8(nodeTag + nodeKinds.indexOf(kind));
}

/** Writes what is put where the schema is, as a tree. `where` is for messages. */
export function writeInput(
  writer: ByteWriter,
  schema: Schema,
  input: unknown,
  where: string,
): void {
  switch (schema.kind) {
    case "value":
      return writeLeaf(writer, checkedLeaf(schema, input, where));
    case "any":
      return writeJson(writer, input, where, 0);
    case "text":
      if (typeof input !== "string") throw wrong(input, "a string", where);
      writeNode(writer, "text");
      return writer.text(input);
    case "counter":
      if (!Number.isSafeInteger(input)) throw wrong(input, "a whole number", where);
      writeNode(writer, "counter");
      return writer.zigzag(input as number);
    case "set":
      return writeSet(writer, schema, input, where);
    case "list":
      return writeList(writer, schema, input, where);
    case "record":
    case "map":
      return writeMap(writer, schema, input, where);
  }
}

function writeSet(writer: ByteWriter, schema: AnySetSchema, input: unknown, where: string): void {
  if (typeof input !== "object" || input === null || !(Symbol.iterator in input))
    throw wrong(input, "an array or a Set", where);
  const members = [...(input as Iterable<unknown>)];
  writeNode(writer, "set");
  writer.varint(members.length);
  for (const member of members) writeLeaf(writer, checkedLeaf(schema.member, member, where));
}

function writeList(writer: ByteWriter, schema: AnyListSchema, input: unknown, where: string): void {
  if (!Array.isArray(input)) throw wrong(input, "an array", where);
  writeNode(writer, "list");
  writer.varint(input.length);
  input.forEach((item, index) => writeInput(writer, schema.item, item, `${where}[${index}]`));
}

function writeMap(
  writer: ByteWriter,
  schema: AnyRecordSchema | AnyMapSchema,
  input: unknown,
  where: string,
): void {
  if (typeof input !== "object" || input === null || Array.isArray(input))
    throw wrong(input, "an object", where);
  const entries = Object.entries(input).filter(([, value]) => value !== undefined);
  writeNode(writer, "map");
  writer.varint(entries.length);
  for (const [key, value] of entries) {
    const inside = schema.kind === "record" ? schema.entry : schema.fields[key];
    const place = where ? `${where}.${key}` : key;
    if (!inside || (schema.kind === "map" && !Object.hasOwn(schema.fields, key)))
      throw noSuchField(schema as AnyMapSchema, place);
    writer.text(key);
    writeInput(writer, inside as Schema, value, place);
  }
}

function writeJson(writer: ByteWriter, input: unknown, where: string, depth: number): void {
  if (depth > depthMax)
    throw new DocumentError("too_deep", {
      what: `${where} is nested deeper than ${depthMax} levels, or contains itself.`,
      remedy: "Put what is inside under a name of its own.",
    });
  if (Array.isArray(input)) {
    writeNode(writer, "list");
    writer.varint(input.length);
    for (const item of input) writeJson(writer, item, where, depth + 1);
  } else if (typeof input === "object" && input !== null && !(input instanceof Uint8Array)) {
    const entries = Object.entries(input).filter(([, value]) => value !== undefined);
    writeNode(writer, "map");
    writer.varint(entries.length);
    for (const [key, value] of entries) {
      writer.text(key);
      writeJson(writer, value, where, depth + 1);
    }
  } else if (kindBitOf(input) === 0) {
    throw wrong(input, "what JSON has, or a Uint8Array", where);
  } else {
    writeLeaf(writer, input as Leaf);
  }
}

/** How leaves are to be shown. */
type Show<T> = (leaf: Leaf) => T;

type Shown<T> = T | string | number | Shown<T>[] | { [key: string]: Shown<T> };

function readTree<T>(reader: ByteReader, bytes: Uint8Array, show: Show<T>): Shown<T> {
  const tag = bytes[reader.position] as number;
  if (tag < nodeTag) return show(readLeaf(reader));
  reader.u8();
  switch (nodeKinds[tag - nodeTag] as NodeKind) {
    case "map": {
      const object: { [key: string]: Shown<T> } = {};
      for (let left = reader.varint(); left > 0; --left) {
        const key = reader.text();
        // Not by assignment, to which the name "__proto__" would mean something else.
        Object.defineProperty(object, key, {
          value: readTree(reader, bytes, show),
          enumerable: true,
          configurable: true,
          writable: true,
        });
      }
      return object;
    }
    case "list":
      return Array.from({ length: reader.varint() }, () => readTree(reader, bytes, show));
    case "text":
      return reader.text();
    case "counter":
      return Number(reader.zigzag());
    case "set":
      return Array.from({ length: reader.varint() }, () => show(readLeaf(reader)));
  }
}

export function readPlain(reader: ByteReader, bytes: Uint8Array): Json {
  return readTree<Leaf>(reader, bytes, (leaf) => leaf) as Json;
}

/** Bytes become an object, whole numbers beyond 2^53 are rounded, what is no number null. */
export function leafAsJson(leaf: Leaf): JsonText {
  if (leaf instanceof Uint8Array) return { $bytes: asBase64url(leaf) };
  if (typeof leaf === "bigint") return Number(leaf);
  if (typeof leaf === "number" && !Number.isFinite(leaf)) return null;
  return leaf;
}

export function readAsJson(reader: ByteReader, bytes: Uint8Array): JsonText {
  return readTree<JsonText>(reader, bytes, leafAsJson) as JsonText;
}

function asBase64url(bytes: Uint8Array): string {
  let text = "";
  for (const byte of bytes) text += String.fromCharCode(byte);
  return btoa(text).replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");
}
