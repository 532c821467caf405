// Puts another value in the place of one.
import { useState } from "react";
import { useStudio } from "../session/use_studio.js";
import { isList, isMap, readTyped, shown, typedOf } from "./json.js";
import type { Row } from "./rows.js";

interface ValueEditorProps {
  readonly document: string;
  readonly row: Row;
  readonly onPut: () => void;
  readonly onClose: () => void;
}

export function ValueEditor({ document, row, onPut, onClose }: ValueEditorProps) {
  const studio = useStudio();
  const [typed, setTyped] = useState(() => typedOf(row.value));
  const put = async (): Promise<void> => {
    const value = readTyped(typed);
    if (!(await studio.act(`${row.id} = ${shown(value)}`, (mesh) => mesh.doc(document).set(row.path, value), document))) return;
    onPut();
    onClose();
  };
  return (
    <form
      className="in-place"
      style={{ marginInlineStart: `${row.depth * 1.1 + 0.9}rem` }}
      onKeyDown={(event) => {
        if (event.key === "Escape") onClose();
      }}
      onSubmit={(event) => {
        event.preventDefault();
        void put();
      }}
    >
      <input autoFocus value={typed} onChange={(event) => setTyped(event.target.value)} aria-label={`The value of ${row.id}`} spellCheck={false} autoComplete="off" />
      <span className="quiet-text type-hint">{typeWord(typed)}</span>
      <button type="submit" className="main">
        Set
      </button>
      <button type="button" onClick={onClose}>
        Cancel
      </button>
    </form>
  );
}

/** What the typed is taken for. */
export function typeWord(typed: string): string {
  const value = readTyped(typed);
  if (value === null) return "null";
  if (isList(value)) return "list";
  if (isMap(value)) return "map";
  return typeof value === "string" ? "text" : typeof value;
}
