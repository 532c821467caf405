// What is ordered of boards and meetings, read from the bytes of web/wasm/swarm_events.h.
import type { ByteReader } from "../document/byte_reader.js";
import type { MeetingStep } from "./meeting_link.js";

export interface Post {
  readonly kind: "post";
  readonly note: Uint8Array<ArrayBuffer>;
}
export type MeetingOrder = (MeetingStep | { readonly kind: "drop" }) & { readonly meeting: number };

const kinds = ["post", "offer", "answer", "useAnswer", "useCandidate", "drop"] as const;

export function readMeetingOrder(reader: ByteReader): Post | MeetingOrder {
  const kind = kinds[reader.varint()] as (typeof kinds)[number];
  if (kind === "post") return { kind, note: reader.sized() };
  const meeting = reader.varint();
  if (kind === "offer") return { kind, meeting };
  if (kind === "drop") return { kind, meeting };
  return { kind, meeting, text: reader.text() };
}
