// A text as a page shows it and edits it: what the mesh told, and what was spliced here since (rules CT18–CT20, spec/control.md).
// While a splice is on its way nothing newer is taken over, so that every position is one in what the brain knows us to see.
//
//   const notes = mesh.doc("pad").text("notes").follow((text) => show(text));
//   notes.splice(5, 0, "hello");
import { isKind, MeshError } from "./errors.js";
import type { WriteOptions } from "./document.js";
import type { LineWire, Request, Told } from "./line_wire.js";
import { pending, type Pending } from "../net/pending.js";
import { codePoints, movedSplice, spliced, wholeSplice, type Splice } from "./splice.js";

export interface FollowedText {
  /** What is to be shown; null where there is no text (yet), which the first splice makes. */
  readonly text: string | null;
  /**
   * Takes so much away at the position in `text`, as its `slice()` counts, and puts something in its place. It is in `text` at
   * once, and in the text of all where it was meant, whatever others write meanwhile.
   */
  splice(position: number, removed: number, inserted: string, options?: WriteOptions): Promise<void>;
  /** While it is held nothing of others comes into `text`: as long as a character is being composed, for one. */
  hold(isHeld: boolean): void;
  end(): void;
}

interface Wanted {
  readonly splice: Splice;
  /** What was seen in front of it. */
  readonly before: string;
  readonly options: WriteOptions;
  /** Of what has to be done anew. */
  readonly done: Pending<void>;
}

/** What did not arrive because its state was forgotten, is done once more so often in a row. */
const attemptsMax = 32;

const removedBy = ({ position, removed }: Splice, text: string): string => text.slice(position, position + removed);

export class TextFollower implements FollowedText {
  readonly #wire: LineWire;
  readonly #place: { readonly document: string; readonly path: string };
  readonly #use: (text: string | null) => void;
  readonly #unwatch: () => void;
  #text: string | null = null;
  /** What `text` began from. */
  #base: Told | undefined;
  #newest: Told | undefined;
  /** Requests on their way: neither are they in anything that was told, nor did they fail. */
  #sent: number[] = [];
  /** What is to be done anew, in its order. */
  #lost: Wanted[] = [];
  #attempts = 0;
  #isHeld = false;
  /** What is told meanwhile waits: in one thread a part of a splice is answered before the next is sent. */
  #isBusy = true;
  #hasEnded = false;

  constructor(
    wire: LineWire,
    place: { readonly document: string; readonly path: string },
    use: (text: string | null) => void,
    onFailure: (failure: unknown) => void,
  ) {
    this.#wire = wire;
    this.#place = place;
    this.#use = use;
    const fail = (failure: unknown): void => {
      this.#hasEnded = true;
      onFailure(failure);
    };
    this.#unwatch = wire.watch({ do: "watch", ...place, states: true }, (_, told) => this.#hear(told), fail);
    // Whoever is called has this already.
    queueMicrotask(() => {
      this.#isBusy = false;
      this.#takeOver();
    });
  }

  get text(): string | null {
    return this.#text;
  }

  async splice(position: number, removed: number, inserted: string, options: WriteOptions = {}): Promise<void> {
    if (!this.#base) throw new MeshError("not-ready", "The text is not known yet", "Wait until it is told.");
    await this.#send({ position, removed, inserted }, options);
  }

  hold(isHeld: boolean): void {
    this.#isHeld = isHeld;
    this.#takeOver();
  }

  end(): void {
    this.#hasEnded = true;
    this.#unwatch();
    const failure = new MeshError("outdated", "The text is not followed any more", "Follow it again.");
    for (const { done } of this.#lost.splice(0)) done.reject(failure);
  }

  #send(given: Splice, options: WriteOptions): Promise<unknown> {
    const before = this.#text ?? "";
    const splice = wholeSplice(before, given);
    const wanted = { splice, before, options, done: pending<void>() };
    const position = codePoints(before.slice(0, splice.position));
    const size = codePoints(before.slice(splice.position, splice.position + splice.removed));
    this.#text = spliced(before, splice);
    const wasBusy = this.#isBusy;
    this.#isBusy = true;
    const parts = [
      ...(size > 0 ? [this.#edit({ do: "erase", position, size }, wanted)] : []),
      ...(splice.inserted === "" ? [] : [this.#edit({ do: "type", position, text: splice.inserted }, wanted)]),
    ];
    this.#isBusy = wasBusy;
    this.#takeOver();
    return Promise.all(parts);
  }

  async #edit(request: Request, wanted: Wanted): Promise<void> {
    const { id: watch, state } = this.#base!;
    let id = 0;
    const answer = this.#wire.ask({ ...request, ...this.#place, in: watch, state, ...wanted.options }, (given) => {
      id = given;
      this.#sent.push(id);
    });
    try {
      await answer;
    } catch (failure) {
      if (isKind(failure, "not-durable")) throw failure; // It is written, and told.
      this.#sent = this.#sent.filter((sent) => sent !== id);
      const isToBeDone = isKind(failure, "outdated") && !this.#hasEnded && this.#attempts < attemptsMax;
      if (isToBeDone && !this.#lost.includes(wanted)) this.#lost.push(wanted);
      this.#takeOver();
      if (!isToBeDone) throw failure;
      await wanted.done.promise;
    }
  }

  #hear(told: Told): void {
    this.#newest = told;
    const { after = 0 } = told;
    this.#sent = this.#sent.filter((id) => id > after);
    this.#takeOver();
  }

  /** What was told last, once everything of our own is in it or failed. */
  #takeOver(): void {
    if (this.#hasEnded || this.#isHeld || this.#isBusy || this.#sent.length > 0) return;
    const told = this.#newest;
    const isFirst = !this.#base;
    if (!told) return;
    const shown = this.#text;
    this.#base = told;
    this.#text = typeof told.is === "string" ? told.is : null;
    this.#doAnew();
    if (isFirst || shown !== this.#text) this.#use(this.#text);
  }

  /** Where its user wanted it, as far as two texts tell that. What is not there as it was is not taken away. */
  #doAnew(): void {
    const lost = this.#lost.splice(0);
    this.#attempts = lost.length > 0 ? this.#attempts + 1 : 0;
    for (const { splice, before, options, done } of lost) {
      const text = this.#text ?? "";
      const moved = movedSplice(splice, before, text);
      const isThere = removedBy(moved, text) === removedBy(splice, before);
      this.#send(isThere ? moved : { ...moved, removed: 0 }, options).then(() => done.resolve(), done.reject);
    }
  }
}
