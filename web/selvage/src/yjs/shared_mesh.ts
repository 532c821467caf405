// What the provider needs of a mesh: every Mesh of the package has it.
import type { Json } from "../mesh/document.js";

export interface SharedDocument {
  watch(path: string, use: (value: Json) => void, onFailure?: (failure: unknown) => void): () => void;
  get(path?: string): Promise<Json>;
  set(path: readonly string[], value: Json): Promise<unknown>;
  remove(path: readonly string[]): Promise<unknown>;
}

export interface SharedMesh {
  doc(name: string): SharedDocument;
  note(topic: string, value: Json | undefined): Promise<void>;
  notes(topic: string, use: (notes: Readonly<Record<string, Json>>) => void, onFailure?: (failure: unknown) => void): () => void;
  on(event: string, use: () => void): () => void;
}

/** Bytes as documents have them, in a text. */
export function toText(bytes: Uint8Array): string {
  const step = 8_192; // A call takes only so many arguments.
  let characters = "";
  for (let at = 0; at < bytes.length; at += step) characters += String.fromCharCode(...bytes.subarray(at, at + step));
  return btoa(characters);
}

/** Throws if it is none that toText() wrote. */
export const toBytes = (text: string): Uint8Array => Uint8Array.from(atob(text), (character) => character.charCodeAt(0));
