// Asks before something goes, and takes it away.
import { useStudio } from "../session/use_studio.js";
import { Question } from "../ui/dialog.js";
import { isList, isMap, shown } from "./json.js";
import type { PlaceKind } from "./kinds.js";
import type { Row } from "./rows.js";

interface RemoveProps {
  readonly document: string;
  /** Nothing if others were faster. */
  readonly row: Row | undefined;
  /** Of what the row is in. */
  readonly containerKind: (row: Row) => PlaceKind | undefined;
  readonly onGone: (row: Row) => void;
  readonly onClose: () => void;
}

export function RemoveQuestion({ document, row, containerKind, onGone, onClose }: RemoveProps) {
  const studio = useStudio();
  if (!row) return null;
  // What is in a set is taken out by its value: it has no position there.
  const remove = async (): Promise<void> => {
    const isGone = await studio.act(
      `Remove ${row.id}`,
      (mesh) => {
        const place = mesh.doc(document);
        return containerKind(row) === "set" ? place.members(row.path.slice(0, -1)).remove(row.value) : place.remove(row.path);
      },
      document,
    );
    if (isGone) onGone(row);
  };
  return (
    <Question title={`Remove ${row.id}?`} yes="Remove" isGrave onYes={() => void remove()} onClose={onClose}>
      <p>
        {isMap(row.value) || isList(row.value) ? `It holds ${shown(row.value)}.` : <code>{shown(row.value)}</code>} It goes for everybody in the
        mesh.
      </p>
    </Question>
  );
}
