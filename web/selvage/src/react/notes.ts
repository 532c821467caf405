// What members say for the moment, for components: one watch for each topic, however many look at it, and what they say
// themselves, which is taken out a moment after the last of them has gone.
import type { Json } from "../mesh/document.js";
import { isKind } from "../mesh/errors.js";
import { Followed } from "./followed.js";

/** Where notes come from: a mesh. */
export interface NoteSource {
  note(topic: string, value: Json | undefined): Promise<void>;
  notes(topic: string, use: (notes: Readonly<Record<string, Json>>) => void, onFailure: (failure: unknown) => void): () => void;
}

/** What all say about a topic, or why that cannot be known. */
export type Heard = { readonly notes: Readonly<Record<string, Json>> } | { readonly failure: unknown };

interface Topic {
  readonly followed: Followed<Heard>;
  isSaid: boolean;
}
const topics = new WeakMap<NoteSource, Map<string, Topic>>();

export const listenTo = (mesh: NoteSource, topic: string, listener: () => void): (() => void) =>
  topicOf(mesh, topic).followed.subscribe(listener);

export const heardOf = (mesh: NoteSource, topic: string): Heard | undefined => topics.get(mesh)?.get(topic)?.followed.read();

export function say(mesh: NoteSource, topic: string, value: Json | undefined): Promise<void> {
  const one = topicOf(mesh, topic);
  one.isSaid = true;
  const leave = one.followed.subscribe(() => {});
  leave(); // Said by who has gone already, it ends a moment later too.
  return mesh.note(topic, value);
}

function topicOf(mesh: NoteSource, name: string): Topic {
  const known = topics.get(mesh) ?? new Map<string, Topic>();
  topics.set(mesh, known);
  const topic = known.get(name) ?? { followed: new Followed<Heard>(begin, () => known.delete(name)), isSaid: false };
  known.set(name, topic);
  return topic;

  function begin(show: (heard: Heard) => void): () => void {
    const end = mesh.notes(
      name,
      (notes) => show({ notes }),
      (failure) => {
        // Who closed the mesh knows it.
        if (!isKind(failure, "closed")) show({ failure });
      },
    );
    return () => {
      end();
      if (topic.isSaid) mesh.note(name, undefined).catch(() => {}); // In a mesh that was closed it has ended.
    };
  }
}
