// What components look at in documents: one watch for each place, however many look at it.
import type { Json, MeshDocument } from "../mesh/document.js";
import { isKind } from "../mesh/errors.js";
import { Followed } from "./followed.js";

/** What is at a place, or why that cannot be known. */
export type Seen = { readonly value: Json } | { readonly failure: unknown };

const documents = new WeakMap<DocumentSource, Map<string, MeshDocument>>();
const watches = new WeakMap<Watchable, Map<string, Followed<Seen>>>();

/** What a document can be watched by; every MeshDocument can. */
export interface Watchable {
  watch(path: string, use: (value: Json) => void, onFailure: (failure: unknown) => void): () => void;
}

/** What documents come from: a mesh. */
export interface DocumentSource {
  doc(name: string): MeshDocument;
}

/** The same object for the same name, so that components that name the same document share its watches. */
export function documentOf(mesh: DocumentSource, name: string): MeshDocument {
  const known = inMap(documents, mesh);
  const document = known.get(name) ?? mesh.doc(name);
  known.set(name, document);
  return document;
}

export function subscribeTo(document: Watchable, path: string, listener: () => void): () => void {
  const places = inMap(watches, document);
  let followed = places.get(path);
  if (!followed) {
    followed = new Followed<Seen>(
      (show) =>
        document.watch(
          path,
          (value) => show({ value }),
          (failure) => {
            // Who closed the mesh knows it; what was seen last stays until the component goes too.
            if (!isKind(failure, "closed")) show({ failure });
          },
        ),
      () => places.delete(path),
    );
    places.set(path, followed);
  }
  return followed.subscribe(listener);
}

export const readAt = (document: Watchable, path: string): Seen | undefined => watches.get(document)?.get(path)?.read();

function inMap<Key extends object, Value>(maps: WeakMap<Key, Map<string, Value>>, key: Key): Map<string, Value> {
  const map = maps.get(key) ?? new Map<string, Value>();
  maps.set(key, map);
  return map;
}
