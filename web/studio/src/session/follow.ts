// Follows documents that are kept here, so that the log can say what changed in them: by whom, nobody tells, but where
// and how.
import { changesBetween, type Json } from "../documents/json.js";
import type { LogBook } from "../log/log_book.js";
import { countText } from "../ui/words.js";
import type { MeshLike } from "./mesh_like.js";

const followedMax = 64;
const changesToldMax = 12;
/** Larger documents are not compared at each change. */
const comparedSizeMax = 100_000;

export class Followed {
  readonly #mesh: MeshLike;
  readonly #log: LogBook;
  readonly #ends = new Map<string, () => void>();

  constructor(mesh: MeshLike, log: LogBook) {
    this.#mesh = mesh;
    this.#log = log;
  }

  follow(documents: readonly string[]): void {
    for (const name of documents) {
      if (this.#ends.has(name)) continue;
      if (this.#ends.size >= followedMax) return;
      this.#ends.set(name, this.#watch(name));
    }
  }

  end(): void {
    for (const end of this.#ends.values()) end();
    this.#ends.clear();
  }

  #watch(name: string): () => void {
    let before: Json | undefined;
    return this.#mesh.doc(name).watch("", (value) => {
      const after: Json = value ?? {};
      const old = before;
      before = after;
      if (old === undefined) return;
      for (const text of this.#changes(old, after)) this.#log.add({ at: Date.now(), kind: "document", text, document: name });
    });
  }

  #changes(before: Json, after: Json): string[] {
    const size = JSON.stringify(after).length;
    if (size > comparedSizeMax) return [`changed (${countText(size, "character")})`];
    return changesBetween(before, after, changesToldMax);
  }
}
