// What this page notes. Others would wait a while until they believe that a page has gone which said nothing, so a page that is
// left takes its notes out, and says them again if it is looked at once more, as one that the browser had put aside.
import type { Json } from "./document.js";

/** How long a page that is left, and has said something, keeps its thread. */
const farewellMillis = 30;

export class OwnNotes {
  readonly #ask: (topic: string, value: Json) => Promise<unknown>;
  readonly #said = new Map<string, Json>();
  #isOut = false;

  /** Null takes a note out. */
  constructor(ask: (topic: string, value: Json) => Promise<unknown>) {
    this.#ask = ask;
  }

  async say(topic: string, value: Json | undefined): Promise<void> {
    await this.#ask(topic, value ?? null);
    if (value === undefined || value === null) this.#said.delete(topic);
    else this.#said.set(topic, value);
  }

  takeOut(): void {
    this.#isOut = true;
    if (this.#said.size === 0) return;
    for (const topic of this.#said.keys()) this.#ask(topic, null).catch(() => {}); // Who hears it is gone.
    // A browser ends a page's process as soon as its scripts have run, and with it what its other threads have not sent yet.
    for (const end = performance.now() + farewellMillis; performance.now() < end; );
  }

  sayAgain(): void {
    if (!this.#isOut) return;
    this.#isOut = false;
    for (const [topic, value] of this.#said) this.#ask(topic, value).catch(() => {}); // It was taken before.
  }
}
