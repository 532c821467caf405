// A document as a tree, edited in place.
import { useState, type KeyboardEvent } from "react";
import { flushSync } from "react-dom";
import type { MeshLike } from "../session/mesh_like.js";
import { useStudio } from "../session/use_studio.js";
import { Icon } from "../ui/icons.js";
import { AddForm } from "./add_form.js";
import type { Json } from "./json.js";
import type { PlaceKind } from "./kinds.js";
import { RemoveQuestion } from "./remove_question.js";
import { rootId, rowByKey, type Row } from "./rows.js";
import { TextEditor } from "./text_editor.js";
import { wishOf } from "./tree_keys.js";
import { TreeRow } from "./tree_row.js";
import { useKinds } from "./use_kinds.js";
import { useTree } from "./use_tree.js";
import { ValueEditor } from "./value_editor.js";

interface TreeProps {
  readonly mesh: MeshLike;
  readonly document: string;
  readonly value: Json;
}

/** What is open below a row, or below all for the document itself. */
type Doing = { readonly at: string; readonly what: "edit" | "add" | "remove" };

export function DocumentTree({ mesh, document, value }: TreeProps) {
  const studio = useStudio();
  const tree = useTree(value);
  const kinds = useKinds(mesh, document, tree.rows);
  const [doing, setDoing] = useState<Doing>();

  const count = async (row: Row, by: number): Promise<void> => {
    const what = `${row.id} ${by > 0 ? `+${by}` : by}`;
    if (!(await studio.act(what, (its) => its.doc(document).counter(row.path).add(by), document))) kinds.forget(row.id);
  };
  /** Who waited for an answer may be at something else by now: that stays open, and the focus stays there. */
  const finish = (done: Doing | undefined): void => {
    // Gone at once: with it goes the focus, which is given to somebody then.
    flushSync(() => setDoing((now) => (now === done ? undefined : now)));
    const at = done?.at;
    if (at !== undefined) tree.leave(at, at === rootId ? tree.entry : at);
  };
  const addAt = (row: Row): void => {
    if (row.isOpen !== undefined) tree.turn(row, true);
    setDoing({ at: row.isOpen !== undefined ? row.id : row.parent, what: "add" });
  };
  const act = (row: Row): void => {
    if (row.hidden !== undefined) tree.showMore(row);
    else if (row.isOpen !== undefined) tree.turn(row, !row.isOpen);
    else if (kinds.of(row) !== "counter") setDoing({ at: row.id, what: "edit" });
  };
  const remove = (row: Row): void => setDoing({ at: row.id, what: "remove" });

  const hear = (event: KeyboardEvent, row: Row): void => {
    if (event.target !== event.currentTarget || event.ctrlKey || event.metaKey || event.altKey) return;
    const wish = wishOf(event.key, row, kinds.of(row));
    if (wish === undefined) return;
    event.preventDefault();
    if (wish === "act") act(row);
    else if (wish === "open" || wish === "close") tree.turn(row, wish === "open");
    else if (wish === "up" || wish === "down") void count(row, wish === "up" ? 1 : -1);
    else if (wish === "add") addAt(row);
    else if (wish === "remove") remove(row);
    else tree.go(rowByKey(tree.rows, row.id, event.key));
  };

  return (
    <>
      <div ref={tree.box} className="tree" role="tree" aria-label={`The document ${document}`}>
        {tree.rows.map((row) => (
          <div key={row.id} role="none">
            <TreeRow
              row={row}
              kind={kinds.of(row)}
              isEntry={row.id === tree.entry}
              onFocus={() => tree.note(row.id)}
              onKeyDown={(event) => hear(event, row)}
              onAct={() => act(row)}
              onCount={(by) => void count(row, by)}
              onAdd={() => addAt(row)}
              onRemove={() => remove(row)}
            />
            {doing?.at === row.id && (
              <Below {...{ mesh, document, row }} what={doing.what} kind={kinds.of(row)} onPut={() => kinds.forget(row.id)} onClose={() => finish(doing)} />
            )}
          </div>
        ))}
      </div>
      {tree.rows.length === 0 && <p className="empty">Nothing is in it yet.</p>}
      {doing?.what === "add" && doing.at === rootId ? (
        <AddForm document={document} path={[]} container={value} kind="map" depth={1} onClose={() => finish(doing)} />
      ) : (
        <button type="button" className="add-first" onClick={() => setDoing({ at: rootId, what: "add" })}>
          <Icon name="plus" /> Add to {document}
        </button>
      )}
      {doing?.what === "remove" && (
        <RemoveQuestion
          document={document}
          row={tree.rows.find(({ id }) => id === doing.at)}
          containerKind={(row) => kinds.kindOfId(row.parent)}
          onGone={(row) => {
            kinds.forget(row.id);
            tree.leave(row.id, rowByKey(tree.rows, row.id, "ArrowDown") ?? rowByKey(tree.rows, row.id, "ArrowUp"));
          }}
          onClose={() => setDoing((now) => (now === doing ? undefined : now))}
        />
      )}
    </>
  );
}

interface BelowProps {
  readonly mesh: MeshLike;
  readonly document: string;
  readonly row: Row;
  readonly what: Doing["what"];
  readonly kind: PlaceKind | undefined;
  readonly onPut: () => void;
  readonly onClose: () => void;
}

/** What is open below a row. */
function Below({ mesh, document, row, what, kind, onPut, onClose }: BelowProps) {
  if (what === "remove") return null;
  if (what === "add")
    return <AddForm document={document} path={row.path} container={row.value} kind={kind} depth={row.depth + 1} onClose={onClose} />;
  if (kind === "text") return <TextEditor mesh={mesh} document={document} row={row} onClose={onClose} />;
  return <ValueEditor document={document} row={row} onPut={onPut} onClose={onClose} />;
}
