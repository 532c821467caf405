// What a swarm tells and orders, read from the bytes of web/wasm/swarm_events.h, whose list is the
// table of what is here.
import type { ByteReader } from "../document/byte_reader.js";

/** Where bytes lie in the module's memory, until the next event is asked for. */
export interface Place {
  readonly address: number;
  readonly size: number;
}

/** Of what is told to users: in words what happened and, where it is not what was wanted, what can be done. */
export interface InWords {
  readonly text: string;
}

export interface Connected extends InWords {
  readonly kind: "connected";
  readonly peer: string;
  readonly link: number;
  readonly isIncoming: boolean;
  readonly transport: string;
  readonly address: string;
}
export interface Disconnected extends InWords {
  readonly kind: "disconnected";
  readonly peer: string;
  readonly link: number;
  /** No other connection to that peer is left. */
  readonly isLast: boolean;
  readonly reason: string;
}
/** Somebody's connection to us that came to nothing. */
export interface Rejected extends InWords {
  readonly kind: "rejected";
  readonly address: string;
  readonly reason: string;
}
/** A peer said who it is; anew when that has changed. */
export interface Identified extends InWords {
  readonly kind: "identified";
  readonly peer: string;
  readonly link: number;
  readonly agent: string;
  readonly protocols: readonly string[];
  readonly addresses: readonly string[];
  /** The addresses came in a record that the peer has signed. */
  readonly isSigned: boolean;
  /** Where the peer sees us; empty if it did not say. */
  readonly observed: string;
}
export interface Subscription extends InWords {
  readonly kind: "subscribed" | "unsubscribed";
  readonly peer: string;
  readonly topic: string;
}

/** What a user may want to hear of. */
export type SwarmEvent = Connected | Disconnected | Rejected | Identified | Subscription;

export interface OfStream {
  readonly link: number;
  readonly stream: number;
}
export type Told =
  | SwarmEvent
  | { readonly kind: "dialed"; readonly dial: number; readonly peer: string; readonly link: number }
  | {
      readonly kind: "dialEnded";
      readonly dial: number;
      readonly text: string;
    }
  | ({ readonly kind: "accepted"; readonly peer: string; readonly protocol: string } & OfStream)
  | ({ readonly kind: "agreed"; readonly protocol: string } & OfStream)
  | ({ readonly kind: "received"; readonly bytes: Place } & OfStream)
  | ({ readonly kind: "finished" | "writable" } & OfStream)
  | ({ readonly kind: "failed"; readonly reason: string } & OfStream)
  | ToldOfRunning
  | {
      readonly kind: "introduced";
      readonly introduction: number;
      readonly wanted: string;
      /** Empty if there is a connection. */
      readonly reason: string;
    }
  | ({
      readonly kind: "introductionAsked";
      readonly introduction: number;
      readonly asking: string;
      readonly via: string;
    } & InWords)
  | {
      readonly kind: "message";
      readonly topic: string;
      readonly author: string;
      readonly from: string;
      readonly id: Uint8Array;
      readonly bytes: Place;
    };

/** Of what runs on a stream by itself. The reason is empty if all went well. */
export type ToldOfRunning =
  | ({ readonly kind: "pingEnded" | "perfEnded"; readonly reason: string } & OfStream)
  | ({ readonly kind: "pinged"; readonly took: number } & OfStream)
  | ({ readonly kind: "measured" } & Measurement & OfStream);

/** Bytes, and microseconds. */
export interface Measurement {
  readonly sent: number;
  readonly sendingTook: number;
  readonly received: number;
  readonly receivingTook: number;
}

const many = <Item>(reader: ByteReader, read: () => Item): Item[] =>
  Array.from({ length: reader.varint() }, read);

export function readEvent(reader: ByteReader): Told {
  const number = (): number => reader.varint();
  const text = (): string => reader.text();
  const ofStream = (): OfStream => ({ link: number(), stream: number() });
  const place = (): Place => ({ address: number(), size: number() });
  switch (number()) {
    case 0: {
      const [peer, link, isIncoming] = [text(), number(), number() === 1];
      return { kind: "connected", peer, link, isIncoming, transport: text(), address: text(), text: text() };
    }
    case 1: {
      const [peer, link, isLast] = [text(), number(), number() === 1];
      return { kind: "disconnected", peer, link, isLast, reason: text(), text: text() };
    }
    case 2:
      return { kind: "rejected", address: text(), reason: text(), text: text() };
    case 3:
      return { kind: "dialed", dial: number(), peer: text(), link: number() };
    case 4:
      return { kind: "dialEnded", dial: number(), text: text() };
    case 5:
      return { kind: "accepted", ...ofStream(), peer: text(), protocol: text() };
    case 6:
      return { kind: "agreed", ...ofStream(), protocol: text() };
    case 7:
      return { kind: "received", ...ofStream(), bytes: place() };
    case 8:
      return { kind: "finished", ...ofStream() };
    case 9:
      return { kind: "failed", ...ofStream(), reason: text() };
    case 10:
      return { kind: "writable", ...ofStream() };
    case 11:
      return { kind: "pinged", ...ofStream(), took: number() };
    case 12:
      return { kind: "pingEnded", ...ofStream(), reason: text() };
    case 13: {
      const stream = ofStream();
      const [sent, sendingTook, received, receivingTook] = [number(), number(), number(), number()];
      return { kind: "measured", ...stream, sent, sendingTook, received, receivingTook };
    }
    case 14:
      return { kind: "perfEnded", ...ofStream(), reason: text() };
    case 15: {
      const [peer, link, agent] = [text(), number(), text()];
      const [protocols, addresses] = [many(reader, text), many(reader, text)];
      const [isSigned, observed] = [number() === 1, text()];
      return { kind: "identified", peer, link, agent, protocols, addresses, isSigned, observed, text: text() };
    }
    case 16: {
      const [topic, author, from, id] = [text(), text(), text(), reader.sized()];
      return { kind: "message", topic, author, from, id, bytes: place() };
    }
    case 17:
      return { kind: "subscribed", peer: text(), topic: text(), text: text() };
    case 18:
      return { kind: "unsubscribed", peer: text(), topic: text(), text: text() };
    case 19:
      return { kind: "introduced", introduction: number(), wanted: text(), reason: text() };
    default: {
      const [introduction, asking, via] = [number(), text(), text()];
      return { kind: "introductionAsked", introduction, asking, via, text: text() };
    }
  }
}

export type Order =
  | { readonly kind: "websocket"; readonly link: number; readonly url: string }
  | { readonly kind: "direct"; readonly link: number }
  | { readonly kind: "close"; readonly link: number; readonly last: Uint8Array };

export function readOrder(reader: ByteReader): Order {
  const kind = reader.varint();
  const link = reader.varint();
  if (kind === 0) return { kind: "websocket", link, url: reader.text() };
  if (kind === 2) return { kind: "direct", link };
  return { kind: "close", link, last: reader.sized() };
}
