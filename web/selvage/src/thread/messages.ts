// What a page and the Worker of its node say to one another.
import type { Joining } from "../mesh/join_here.js";
import type { MeshEvent, PageSign } from "../mesh/node.js";
import type { PackedFailure } from "./failures.js";
import type { RtcNews, RtcOrder } from "./rtc_messages.js";

export type ToWorker =
  /** The first. Who gets the lock of the name knows that the Worker has ended. */
  | { readonly kind: "start"; readonly module: WebAssembly.Module; readonly lock: string }
  | { readonly kind: "join"; readonly joining: Joining; /** The page has it, and obeys. */ readonly hasWebRtc: boolean }
  | { readonly kind: "line"; readonly line: Uint8Array<ArrayBuffer> }
  | { readonly kind: "ping"; readonly ping: number; readonly peer: string }
  | { readonly kind: "sign"; readonly sign: PageSign }
  | { readonly kind: "close" }
  | { readonly kind: "rtc"; readonly news: RtcNews };

export type FromWorker =
  /** It has its lock. */
  | { readonly kind: "held" }
  /** It runs, with everything that it needs. */
  | { readonly kind: "ready" }
  /** It runs, and can be no node's Worker. */
  | { readonly kind: "unfit" }
  | { readonly kind: "joined"; readonly id: string; readonly name: string; readonly slot: number | undefined }
  | { readonly kind: "failed"; readonly failure: PackedFailure }
  | { readonly kind: "lines"; readonly lines: string }
  | { readonly kind: "event"; readonly event: MeshEvent }
  | { readonly kind: "pinged"; readonly ping: number; readonly took: number }
  | { readonly kind: "pingFailed"; readonly ping: number; readonly failure: PackedFailure }
  | { readonly kind: "ended"; readonly failure: PackedFailure }
  | { readonly kind: "closed" }
  | { readonly kind: "rtc"; readonly orders: readonly RtcOrder[] };
