// A value from outside for all components that look at it: begun with the first of them, ended a moment after the last,
// so that a component that React takes away and puts back at once, as StrictMode does, begins nothing twice.
//
// All who look see one value at one time. It is replaced, never changed.

export type Begin<Value> = (show: (value: Value) => void) => () => void;

export class Followed<Value> {
  readonly #begin: Begin<Value>;
  readonly #onEnd: () => void;
  readonly #listeners = new Set<() => void>();
  #end: (() => void) | undefined;
  #ending: ReturnType<typeof setTimeout> | undefined;
  #value: Value | undefined;

  constructor(begin: Begin<Value>, onEnd: () => void = () => {}) {
    this.#begin = begin;
    this.#onEnd = onEnd;
  }

  readonly read = (): Value | undefined => this.#value;

  readonly subscribe = (listener: () => void): (() => void) => {
    const own = (): void => listener(); // One function may listen twice.
    this.#listeners.add(own);
    clearTimeout(this.#ending);
    this.#end ??= this.#begin((value) => this.#show(value));
    return () => {
      if (!this.#listeners.delete(own) || this.#listeners.size > 0) return;
      this.#ending = setTimeout(() => this.#stop(), 0);
    };
  };

  #show(value: Value): void {
    this.#value = value;
    for (const listener of [...this.#listeners]) listener();
  }

  #stop(): void {
    this.#end?.();
    this.#end = undefined;
    this.#value = undefined;
    this.#onEnd();
  }
}
