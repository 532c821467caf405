// What a page says about a topic for the moment. Of one peer each topic has one note (NE2), so all providers of a page that say
// something about the same one share it: each has a part, by the number of its client.
//
//   { "<client>": "<what it says>", … }
//
// Parts change often: a change is said at once, the next ones together after a pause, the last one always.
import type { Json } from "../mesh/document.js";
import { MeshError } from "../mesh/errors.js";
import { reportLater } from "../net/errors.js";
import type { SharedMesh } from "./shared_mesh.js";

/** Milliseconds between two changes that are said. */
export const sayPause = 100;
/** In bytes of JSON: what a mesh takes as a note (CT30). */
export const noteSizeMax = 4_096;

/** What one provider says. */
export interface Part {
  readonly client: number;
  /** ASCII; nothing is said while it is undefined. */
  text: string | undefined;
  readonly onFailure: (failure: unknown) => void;
}
/** What of a part was said, and whether the rest was refused. */
interface Fitted {
  text: string | undefined;
  isRefused: boolean;
}

const ofMeshes = new WeakMap<SharedMesh, Map<string, PageNote>>();

/** The same for all that say something about this topic. */
export function pageNoteOf(mesh: SharedMesh, topic: string): PageNote {
  const notes = ofMeshes.get(mesh) ?? new Map<string, PageNote>();
  ofMeshes.set(mesh, notes);
  const note = notes.get(topic) ?? new PageNote(mesh, topic);
  notes.set(topic, note);
  return note;
}

export class PageNote {
  readonly #mesh: SharedMesh;
  readonly #topic: string;
  readonly #parts = new Map<Part, Fitted>();
  /** Who waits until what there is now was told. */
  readonly #waiting: (() => void)[] = [];
  #isStale = false;
  #isSaying = false;
  #endPause = (): void => {};

  constructor(mesh: SharedMesh, topic: string) {
    this.#mesh = mesh;
    this.#topic = topic;
  }

  /** The part is new, or its text is. */
  say(part: Part): void {
    if (!this.#parts.has(part)) this.#parts.set(part, { text: undefined, isRefused: false });
    this.#sayAgain();
  }

  /** At once. Resolved when it was told. */
  async takeOut(part: Part): Promise<void> {
    if (!this.#parts.delete(part)) return;
    const told = new Promise<void>((resolve) => this.#waiting.push(resolve));
    this.#endPause();
    this.#sayAgain();
    await told;
  }

  #sayAgain(): void {
    this.#isStale = true;
    if (!this.#isSaying) void this.#sayAll();
  }

  async #sayAll(): Promise<void> {
    this.#isSaying = true;
    while (this.#isStale) {
      this.#isStale = false;
      const waiting = this.#waiting.splice(0);
      const parts = [...this.#parts.keys()];
      try {
        await this.#mesh.note(this.#topic, this.#fit());
      } catch (failure) {
        for (const part of parts) tell(part, failure);
      }
      for (const resolve of waiting) resolve();
      if (this.#parts.size > 0) await this.#pause();
    }
    this.#isSaying = false;
  }

  /** All parts as they are now, but for those with which it would be too large: of these what was said before. */
  #fit(): Json | undefined {
    const growth = ([part, said]: [Part, Fitted]): number => (part.text?.length ?? 0) - (said.text?.length ?? 0);
    for (const [part, said] of [...this.#parts].sort((one, other) => growth(one) - growth(other))) {
      const before = said.text;
      said.text = part.text;
      const size = JSON.stringify(this.#said()).length;
      const isRefused = size > noteSizeMax;
      if (isRefused) said.text = before;
      if (isRefused && !said.isRefused) tell(part, tooLarge(this.#topic, size));
      said.isRefused = isRefused;
    }
    const said = this.#said();
    return Object.keys(said).length > 0 ? said : undefined;
  }

  #said(): Record<string, string> {
    const all: Record<string, string> = {};
    for (const [{ client }, { text }] of this.#parts) if (text !== undefined) all[client] = text;
    return all;
  }

  async #pause(): Promise<void> {
    await new Promise<void>((resolve) => {
      const timer = setTimeout(resolve, sayPause);
      this.#endPause = () => {
        clearTimeout(timer);
        resolve();
      };
    });
  }
}

function tell({ onFailure }: Part, failure: unknown): void {
  try {
    onFailure(failure);
  } catch (thrown) {
    reportLater(thrown); // What one provider's listener throws concerns no other.
  }
}

const tooLarge = (topic: string, size: number): MeshError =>
  new MeshError(
    "too-much",
    `What this page says about "${topic}" would have ${size} bytes, and a note has at most ${noteSizeMax}`,
    "Keep in the awareness what is needed at the moment, such as a name, a colour and a cursor, and put the rest into the Y.Doc.",
  );
