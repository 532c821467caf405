// What a board orders, read from the bytes of web/wasm/swarm_events.h.
import type { ByteReader } from "../document/byte_reader.js";

export type BoardOrder =
  | { readonly kind: "post"; readonly note: Uint8Array<ArrayBuffer> }
  | { readonly kind: "drop"; readonly meeting: number }
  | { readonly kind: "offer"; readonly meeting: number }
  | {
      readonly kind: "answer" | "useAnswer" | "useCandidate";
      readonly meeting: number;
      readonly text: string;
    };

const kinds = ["post", "offer", "answer", "useAnswer", "useCandidate", "drop"] as const;

export function readBoardOrder(reader: ByteReader): BoardOrder {
  const kind = kinds[reader.varint()] as (typeof kinds)[number];
  if (kind === "post") return { kind, note: reader.sized() };
  const meeting = reader.varint();
  if (kind === "offer") return { kind, meeting };
  if (kind === "drop") return { kind, meeting };
  return { kind, meeting, text: reader.text() };
}
