// Events as users of Yjs know them: on, once and off.

type Listeners<Events extends Record<string, readonly unknown[]>> = {
  [Name in keyof Events]?: Set<(...values: Events[Name]) => void>;
};

export class Emitter<Events extends Record<string, readonly unknown[]>> {
  #listeners: Listeners<Events> = {};

  on<Name extends keyof Events>(name: Name, use: (...values: Events[Name]) => void): void {
    (this.#listeners[name] ??= new Set()).add(use);
  }
  once<Name extends keyof Events>(name: Name, use: (...values: Events[Name]) => void): void {
    const once = (...values: Events[Name]): void => {
      this.off(name, once);
      use(...values);
    };
    this.on(name, once);
  }
  off<Name extends keyof Events>(name: Name, use: (...values: Events[Name]) => void): void {
    this.#listeners[name]?.delete(use);
  }

  protected emit<Name extends keyof Events>(name: Name, ...values: Events[Name]): void {
    for (const use of [...(this.#listeners[name] ?? [])]) use(...values);
  }
  protected forgetListeners(): void {
    this.#listeners = {};
  }
}
