// What a place of a document is, where its JSON does not tell: a text that many write or a value, a counter or a number,
// a list or a set. Asked by edits that change nothing, which only the right kind takes.
import { MeshError } from "selvage";
import type { MeshLike } from "../session/mesh_like.js";
import { isList, isMap } from "./json.js";
import type { Row } from "./rows.js";

export type PlaceKind = "map" | "list" | "set" | "text" | "counter" | "value";

type Documents = Pick<MeshLike, "doc">;

/** What is known without asking. */
export function plainKind({ value }: Row): PlaceKind | undefined {
  if (isMap(value)) return "map";
  if (typeof value === "string" || isList(value)) return undefined;
  return typeof value === "number" && Number.isInteger(value) ? undefined : "value";
}

export class PlaceKinds {
  readonly #document: ReturnType<Documents["doc"]>;
  readonly #known = new Map<string, PlaceKind>();
  readonly #asked = new Set<string>();

  constructor(mesh: Documents, document: string) {
    this.#document = mesh.doc(document);
  }

  of(row: Row): PlaceKind | undefined {
    return plainKind(row) ?? this.#known.get(keyOf(row));
  }

  /** Of rows that are there now. Whether anything is known that was not. */
  async learn(rows: readonly Row[]): Promise<boolean> {
    const unknown = rows.filter((row) => row.hidden === undefined && !this.of(row) && !this.#asked.has(keyOf(row)));
    await Promise.all(
      unknown.map(async (row) => {
        this.#asked.add(keyOf(row));
        this.#known.set(keyOf(row), await this.#ask(row));
      }),
    );
    return unknown.length > 0;
  }

  /** A value was put at this place, or taken from it: what is there is to be asked anew. */
  forget(id: string): void {
    for (const key of [...this.#asked])
      if (key.startsWith(id)) {
        this.#asked.delete(key);
        this.#known.delete(key);
      }
  }

  async #ask({ path, value }: Row): Promise<PlaceKind> {
    if (typeof value === "string") return (await takes(() => this.#document.text(path).erase(0, 0))) ? "text" : "value";
    if (typeof value === "number") return (await takes(() => this.#document.counter(path).add(0))) ? "counter" : "value";
    // To put nothing into a list would make one where it was removed meanwhile.
    return (await takes(() => this.#document.members(path).remove(`no member ${Math.random()}`))) ? "set" : "list";
  }
}

const keyOf = ({ id, shape, value }: Row): string => `${id}\n${shape}\n${typeof value}`;

async function takes(edit: () => Promise<unknown>): Promise<boolean> {
  try {
    await edit();
    return true;
  } catch (failure) {
    if (failure instanceof MeshError) return false;
    throw failure;
  }
}
