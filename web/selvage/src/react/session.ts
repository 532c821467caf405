// One stay in a mesh, for as long as somebody holds it. React may let go and hold again within one commit (StrictMode
// does): the mesh is left a moment after nobody holds it any more, and joined only once.
//
// What is left has its place on the disk until it is closed. Who joins meanwhile waits for that, or it would be another peer.

export interface Closable {
  close(): Promise<void>;
}

export type Stay<Mesh> =
  | { readonly state: "connecting" }
  | { readonly state: "joined"; readonly mesh: Mesh }
  | {
      readonly state: "failed";
      readonly error: Error;
      /** Joins again. */
      readonly retry: () => void;
    };

const connecting = { state: "connecting" } as const;
let leaving: Promise<unknown> = Promise.resolve();

export class MeshSession<Mesh extends Closable> {
  readonly #join: () => Promise<Mesh>;
  readonly #listeners = new Set<() => void>();
  #stay: Stay<Mesh> = connecting;
  #joining: Promise<Mesh | undefined> | undefined;
  #holders = 0;
  #ending: ReturnType<typeof setTimeout> | undefined;

  constructor(join: () => Promise<Mesh>) {
    this.#join = join;
  }

  readonly read = (): Stay<Mesh> => this.#stay;

  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => void this.#listeners.delete(listener);
  };

  /** Joins, if nobody has yet. The result lets go. */
  hold(): () => void {
    this.#holders++;
    clearTimeout(this.#ending);
    if (!this.#joining) this.#begin();
    let isHeld = true;
    return () => {
      if (!isHeld) return;
      isHeld = false;
      if (--this.#holders === 0) this.#ending = setTimeout(() => this.#end(), 0);
    };
  }

  #begin(): void {
    this.#show(connecting);
    const joining: Promise<Mesh | undefined> = leaving.then(() => (this.#joining === joining ? this.#join() : undefined));
    this.#joining = joining;
    joining.then(
      (mesh) => {
        if (mesh && this.#joining === joining) this.#show({ state: "joined", mesh });
      },
      (failure) => {
        if (this.#joining === joining) this.#show({ state: "failed", error: errorOf(failure), retry: () => this.#retry(joining) });
      },
    );
  }

  #retry(failed: Promise<unknown>): void {
    if (this.#joining === failed && this.#holders > 0) this.#begin();
  }

  #end(): void {
    const joining = this.#joining;
    this.#joining = undefined;
    leaving = Promise.allSettled([leaving, joining?.then((mesh) => mesh?.close())]);
    this.#show(connecting);
  }

  #show(stay: Stay<Mesh>): void {
    this.#stay = stay;
    for (const listener of [...this.#listeners]) listener();
  }
}

const errorOf = (failure: unknown): Error => (failure instanceof Error ? failure : new Error(String(failure)));
