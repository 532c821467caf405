// Keeps a textarea and a text of the mesh equal: what is typed goes out as one splice, what others write comes in around
// the caret. While a character is being composed, neither touches the other.
import { caretAfter, spliceBetween, type FollowedText } from "selvage";

/** What it needs of a textarea. */
export type Area = Pick<HTMLTextAreaElement, "value" | "selectionStart" | "selectionEnd" | "setSelectionRange">;

export class SharedText {
  readonly #area: Area;
  readonly #text: Omit<FollowedText, "end">;
  readonly #onFailure: (failure: unknown) => void;
  #isComposing = false;

  constructor(area: Area, text: Omit<FollowedText, "end">, onFailure: (failure: unknown) => void) {
    this.#area = area;
    this.#text = text;
    this.#onFailure = onFailure;
  }

  hear(text: string): void {
    const { value, selectionStart, selectionEnd } = this.#area;
    if (value === text) return;
    this.#area.value = text;
    this.#area.setSelectionRange(caretAfter(value, text, selectionStart), caretAfter(value, text, selectionEnd));
  }

  typed(): void {
    if (this.#isComposing) return;
    const splice = spliceBetween(this.#text.text ?? "", this.#area.value, this.#area.selectionEnd);
    if (splice) this.#text.splice(splice.position, splice.removed, splice.inserted).catch(this.#onFailure);
  }

  compose(isComposing: boolean): void {
    this.#isComposing = isComposing;
    if (isComposing) return this.#text.hold(true);
    this.typed();
    this.#text.hold(false);
  }
}
