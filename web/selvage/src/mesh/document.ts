// A document of a mesh, as a page uses it: what is there, and what it is to become.
//
//   const game = mesh.doc("game");
//   await game.counter("score").add(1);
//   for await (const score of game.values("score")) show(score);
import { pathText, type PathInput } from "./path.js";
import { TextFollower, type FollowedText } from "./followed_text.js";
import type { LineWire } from "./line_wire.js";

export interface WriteOptions {
  /** When the write counts as done: `local` unless told. */
  readonly durability?: "local" | "leader" | `quorum(${number})` | `strict(${number})`;
  /** Seconds to wait for that. */
  readonly patience?: number;
}

/** How a write ended. Without a sequence number: nothing had to be done. */
export interface Written {
  readonly sequence?: number;
  readonly state?: "durable" | "degraded";
  readonly have?: number;
  readonly need?: number;
  readonly reason?: string;
}

export type Json = null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json };

export class MeshDocument {
  readonly name: string;
  readonly #wire: LineWire;

  /** @internal */
  constructor(name: string, wire: LineWire) {
    this.name = name;
    this.#wire = wire;
  }

  /** What is there; MeshError of kind "not-found" if nothing is. */
  get(path: PathInput = ""): Promise<Json> {
    return this.#wire.ask({ do: "get", document: this.name, path: pathText(path) }) as Promise<Json>;
  }

  /** A value in the place of whatever is there. Objects become maps that merge, arrays lists. */
  set(path: PathInput, value: Json, options: WriteOptions = {}): Promise<Written> {
    return this.#edit("set", path, { value }, options);
  }
  remove(path: PathInput, options: WriteOptions = {}): Promise<Written> {
    return this.#edit("remove", path, {}, options);
  }

  counter(path: PathInput) {
    return {
      add: (by = 1, options: WriteOptions = {}) => this.#edit("add", path, { by }, options),
      values: () => this.values(path) as AsyncGenerator<number | null, void>,
    };
  }
  /**
   * A text that several write. `insert` and `erase` count in whole characters of what is there when they are carried out, which
   * may be more than the page was told; who edits what it shows, an editor for one, uses `follow`.
   */
  text(path: PathInput) {
    return {
      /** Calls with the text, null for none, and again whenever others made another of it; what is spliced is in it already. */
      follow: (use: (text: string | null) => void, onFailure: (failure: unknown) => void = () => {}): FollowedText =>
        new TextFollower(this.#wire, { document: this.name, path: pathText(path) }, use, onFailure),
      insert: (position: number, text: string, options: WriteOptions = {}) =>
        this.#edit("type", path, { position, text }, options),
      append: (text: string, options: WriteOptions = {}) => this.#edit("type", path, { text }, options),
      erase: (position: number, size: number, options: WriteOptions = {}) =>
        this.#edit("erase", path, { position, size }, options),
      values: () => this.values(path) as AsyncGenerator<string | null, void>,
    };
  }
  list(path: PathInput) {
    return {
      insert: (position: number, items: readonly Json[], options: WriteOptions = {}) =>
        this.#edit("insert", path, { position, items }, options),
      push: (items: readonly Json[], options: WriteOptions = {}) => this.#edit("insert", path, { items }, options),
      values: () => this.values(path) as AsyncGenerator<Json[] | null, void>,
    };
  }
  members(path: PathInput) {
    return {
      add: (value: Json, options: WriteOptions = {}) => this.#edit("put-in", path, { value }, options),
      remove: (value: Json, options: WriteOptions = {}) => this.#edit("take-out", path, { value }, options),
      values: () => this.values(path) as AsyncGenerator<Json[] | null, void>,
    };
  }

  /** Calls with what is there, null for nothing, and again whenever it is something else, until it is ended. */
  watch(path: PathInput, use: (value: Json) => void, onFailure: (failure: unknown) => void = () => {}): () => void {
    const request = { do: "watch", document: this.name, path: pathText(path) };
    return this.#wire.watch(request, (value) => use(value as Json), onFailure);
  }

  /**
   * The same as a loop, which waits for a mesh that is not known yet. Values that came and went while the loop did something
   * else are left out.
   */
  async *values(path: PathInput = ""): AsyncGenerator<Json, void> {
    let newest: { value: Json } | undefined;
    let failure: { why: unknown } | undefined;
    let wake = (): void => {};
    const end = this.watch(
      path,
      (value) => {
        newest = { value };
        wake();
      },
      (why) => {
        failure = { why };
        wake();
      },
    );
    try {
      for (;;) {
        const taken = newest as { value: Json } | undefined;
        const failed = failure as { why: unknown } | undefined;
        newest = undefined;
        if (taken) yield taken.value;
        else if (failed) throw failed.why;
        else await new Promise<void>((resolve) => (wake = resolve));
      }
    } finally {
      end();
    }
  }

  #edit(act: string, path: PathInput, what: object, options: WriteOptions): Promise<Written> {
    const request = { do: act, document: this.name, path: pathText(path), ...what, ...options };
    return this.#wire.ask(request) as Promise<Written>;
  }
}
