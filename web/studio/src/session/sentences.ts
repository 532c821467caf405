// What the mesh tells, as entries of the log.
import type { MeshEvent } from "selvage";
import type { Entry, Kind } from "../log/log_book.js";
import { shortId } from "../ui/words.js";
import { sentence } from "./problems.js";

const ofNetwork = new Set(["connected", "disconnected", "rejected"]);

type Told = Pick<MeshEvent, "event" | "text" | "peer" | "document">;

interface Saying {
  readonly kind: Kind;
  readonly say: (event: Told, who: string) => string;
}

const sayings: Readonly<Record<string, Saying>> = {
  opened: { kind: "mesh", say: () => "What was kept in this browser is open." },
  "kept-unreadable": { kind: "problem", say: () => "What was kept in this browser cannot be read." },
  mesh: { kind: "mesh", say: () => "The mesh is known." },
  "invite-elsewhere": { kind: "problem", say: () => "The invite is to another mesh of this name than what this browser keeps." },
  "two-meshes": { kind: "problem", say: (_, who) => `${who} is in another mesh of this name.` },
  "not-let-in": { kind: "problem", say: (_, who) => `${who} and this page do not let one another in. A new invite is needed: one for one browser works once, and not for long.` },
  "peer-came": { kind: "network", say: (_, who) => `${who} is in session.` },
  "peer-went": { kind: "network", say: (_, who) => `${who} has gone.` },
  "document-appeared": { kind: "document", say: ({ document }) => (document === undefined ? "A document is kept here." : "is kept here from now on.") },
  "change-not-taken": { kind: "problem", say: () => "A change was not taken." },
  "two-tales": { kind: "problem", say: () => "An author told two tales." },
  "documents-not-kept": { kind: "problem", say: ({ text }) => `${sentence(`this page ${text}`)} Another peer has to keep them.` },
  misbehaved: { kind: "problem", say: (_, who) => `${who} sent what cannot be understood.` },
  storage: { kind: "mesh", say: () => "What is kept in this browser was looked through." },
  "dial-failed": { kind: "problem", say: ({ text }) => withoutNumber(text) },
};

// Told otherwise: changes by what is watched, writes by their outcomes, the rest by comparing two looks at the mesh.
const unsaid = new Set(["document-changed", "write", "in-order", "presence", "leader", "members-changed", "own-role"]);

/** "dial 3 has failed: no address led to the peer": which dial it was, nobody knows outside. */
export const withoutNumber = (text: string): string => sentence(text.replace(/^dial \d+ has failed: /, ""));

export function entryOf(event: Told, at: number): Omit<Entry, "number"> | undefined {
  if (unsaid.has(event.event)) return undefined;
  const who = event.peer === undefined ? "Somebody" : shortId(event.peer);
  const saying = sayings[event.event];
  const about = { ...(event.peer && { peer: event.peer }), ...(event.document && { document: event.document }) };
  if (saying) return { at, kind: saying.kind, text: saying.say(event, who), ...about };
  if (ofNetwork.has(event.event)) return { at, kind: "network", text: withShortIds(sentence(event.text)), ...about };
  // The mesh says of its node what it does, without saying whose.
  return { at, kind: "mesh", text: sentence(`this page ${event.text}`), ...about };
}

/** Of a peer id the end is enough: the whole is beside it. */
const withShortIds = (text: string): string => text.replace(/\b(?:12D3Koo|Qm)\w{30,}/g, shortId);
