// A schema as the core needs it to make a document of JSON: core/crdt/boundary/shape.h.
import { ByteWriter } from "./byte_writer.js";
import type { Schema } from "./schema.js";

const kinds = ["any", "value", "map", "record", "list", "text", "counter", "set"] as const;

function write(writer: ByteWriter, schema: Schema): void {
  writer.u8(kinds.indexOf(schema.kind));
  switch (schema.kind) {
    case "value":
      return writer.u8(schema.kinds);
    case "set":
      return writer.u8(schema.member.kinds);
    case "record":
      return write(writer, schema.entry as Schema);
    case "list":
      return write(writer, schema.item as Schema);
    case "map": {
      const fields = Object.entries(schema.fields) as [string, Schema][];
      writer.varint(fields.length);
      for (const [name, field] of fields) {
        writer.text(name);
        write(writer, field);
      }
    }
  }
}

export function shapeOf(schema: Schema): Uint8Array {
  const writer = new ByteWriter();
  write(writer, schema);
  return writer.bytes;
}
