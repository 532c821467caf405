// Tells others where our cursor is, not more often than they can look.
import type { MeshLike } from "../session/mesh_like.js";
import type { Json } from "./json.js";

const pauseMillis = 80;

export class OwnCursor {
  readonly #mesh: MeshLike;
  readonly #topic: string;
  #wanted: string | undefined;
  #said: string | undefined;
  #pause: ReturnType<typeof setTimeout> | undefined;

  constructor(mesh: MeshLike, topic: string) {
    this.#mesh = mesh;
    this.#topic = topic;
  }

  /** At once, if it was not lately. */
  at(start: number, end: number, size: number): void {
    this.#wanted = JSON.stringify({ start, end, size });
    if (this.#pause === undefined) this.#say();
  }

  end(): void {
    clearTimeout(this.#pause);
    this.#note(undefined);
  }

  #say(): void {
    this.#pause = undefined;
    if (this.#wanted === this.#said || this.#wanted === undefined) return;
    this.#said = this.#wanted;
    this.#note(JSON.parse(this.#wanted) as Json);
    this.#pause = setTimeout(() => this.#say(), pauseMillis);
  }

  /** A cursor that cannot be told is missed by nobody. */
  #note(value: Json | undefined): void {
    this.#mesh.note(this.#topic, value).catch(() => {});
  }
}
