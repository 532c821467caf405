// Keeps a textarea and a text of the mesh equal: what is typed goes out as one splice, what others write comes in around
// the caret. While a character is being composed, neither touches the other.
import { caretAfter, movedSplice, spliceBetween, type Splice } from "./splice.js";

/** What it needs of a textarea. */
export type Area = Pick<HTMLTextAreaElement, "value" | "selectionStart" | "selectionEnd" | "setSelectionRange">;

export class SharedText {
  readonly #area: Area;
  readonly #send: (splice: Splice) => void;
  /** What the textarea held when it was last equal to the mesh's. */
  #base = "";
  #known = "";
  #isBusy = false;

  constructor(area: Area, send: (splice: Splice) => void) {
    this.#area = area;
    this.#send = send;
  }

  hear(text: string): void {
    this.#known = text;
    this.#adopt();
  }

  typed(): void {
    if (this.#isBusy) return;
    const splice = spliceBetween(this.#base, this.#area.value, this.#area.selectionEnd);
    if (!splice) return;
    const moved = movedSplice(splice, this.#base, this.#known);
    this.#base = this.#area.value;
    this.#isBusy = true;
    this.#send(moved);
    this.#isBusy = false;
    this.#adopt();
  }

  compose(isComposing: boolean): void {
    this.#isBusy = isComposing;
    if (isComposing) return;
    this.typed();
    this.#adopt();
  }

  #adopt(): void {
    if (this.#isBusy) return;
    const { value, selectionStart, selectionEnd } = this.#area;
    this.#base = this.#known;
    if (value === this.#known) return;
    this.#area.value = this.#known;
    this.#area.setSelectionRange(caretAfter(value, this.#known, selectionStart), caretAfter(value, this.#known, selectionEnd));
  }
}
