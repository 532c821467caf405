// Adds a place to a map, an item to a list, a member to a set.
import { useState } from "react";
import type { MeshLike } from "../session/mesh_like.js";
import { useStudio } from "../session/use_studio.js";
import { isMap, readTyped, shown, type Json, type Step } from "./json.js";
import type { PlaceKind } from "./kinds.js";
import { typeWord } from "./value_editor.js";

interface AddFormProps {
  readonly document: string;
  readonly path: readonly Step[];
  readonly container: Json;
  readonly kind: PlaceKind | undefined;
  readonly depth: number;
  readonly onClose: () => void;
}

const kindNames = { value: "Value", text: "Text for many", counter: "Counter", map: "Map", list: "List", set: "Set" } as const;

export function AddForm({ document, path, container, kind: containerKind, depth, onClose }: AddFormProps) {
  const studio = useStudio();
  const isInMap = isMap(container);
  const [name, setName] = useState("");
  const [kind, setKind] = useState<PlaceKind>("value");
  const [typed, setTyped] = useState("");
  const isTaken = isInMap && Object.hasOwn(container, name);
  const isReady = !isInMap || (name !== "" && !isTaken);
  const hasValue = kind === "value" || kind === "text" || kind === "counter" || kind === "set";

  const add = async (): Promise<void> => {
    const action = isInMap ? make(document, [...path, name], kind, typed) : into(document, path, containerKind, typed);
    const what = isInMap ? `Add ${name}` : `Add ${shown(readTyped(typed))}`;
    if (await studio.act(what, action, document)) onClose();
  };
  return (
    <form
      className="in-place add-form"
      style={{ marginInlineStart: `${depth * 1.1 - 0.2}rem` }}
      onKeyDown={(event) => {
        if (event.key === "Escape") onClose();
      }}
      onSubmit={(event) => {
        event.preventDefault();
        if (isReady) void add();
      }}
    >
      {isInMap && (
        <>
          <input autoFocus value={name} onChange={(event) => setName(event.target.value)} placeholder="Name" aria-label="Name" aria-invalid={isTaken} autoComplete="off" spellCheck={false} />
          <select value={kind} onChange={(event) => setKind(event.target.value as PlaceKind)} aria-label="Kind">
            {Object.entries(kindNames).map(([one, words]) => (
              <option key={one} value={one}>
                {words}
              </option>
            ))}
          </select>
        </>
      )}
      {(hasValue || !isInMap) && (
        <input autoFocus={!isInMap} value={typed} onChange={(event) => setTyped(event.target.value)} placeholder={placeholderOf(isInMap ? kind : "value")} aria-label={placeholderOf(kind)} autoComplete="off" spellCheck={false} />
      )}
      {(kind === "value" || !isInMap) && <span className="quiet-text type-hint">{typeWord(typed)}</span>}
      <button type="submit" className="main" disabled={!isReady}>
        Add
      </button>
      <button type="button" onClick={onClose}>
        Cancel
      </button>
      {isTaken && (
        <p className="form-problem" role="alert">
          {name} is there already. Edit it, or choose another name.
        </p>
      )}
    </form>
  );
}

function placeholderOf(kind: PlaceKind): string {
  if (kind === "counter") return "Begins at (0)";
  if (kind === "text") return "First words";
  return kind === "set" ? "First member" : "Value";
}

type Action = (mesh: MeshLike) => Promise<unknown>;

function make(document: string, path: readonly Step[], kind: PlaceKind, typed: string): Action {
  return (mesh) => {
    const place = mesh.doc(document);
    switch (kind) {
      case "value":
        return place.set(path, readTyped(typed));
      case "map":
        return place.set(path, {});
      case "list":
        return place.set(path, []);
      case "text":
        return place.text(path).append(typed);
      case "counter":
        return place.counter(path).add(Math.trunc(Number(typed)) || 0);
      case "set":
        return place.members(path).add(readTyped(typed));
    }
  };
}

function into(document: string, path: readonly Step[], kind: PlaceKind | undefined, typed: string): Action {
  const value = readTyped(typed);
  return (mesh) => (kind === "set" ? mesh.doc(document).members(path).add(value) : mesh.doc(document).list(path).push([value]));
}
