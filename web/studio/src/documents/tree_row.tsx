// One row of a document's tree: its name, what is there, and what can be done with it.
import type { KeyboardEvent } from "react";
import { Icon } from "../ui/icons.js";
import { shown } from "./json.js";
import type { PlaceKind } from "./kinds.js";
import type { Row } from "./rows.js";

interface TreeRowProps {
  readonly row: Row;
  readonly kind: PlaceKind | undefined;
  /** Tab leads here. */
  readonly isEntry: boolean;
  readonly onFocus: () => void;
  readonly onKeyDown: (event: KeyboardEvent) => void;
  readonly onAct: () => void;
  readonly onCount: (by: number) => void;
  readonly onAdd: () => void;
  readonly onRemove: () => void;
}

export function TreeRow(props: TreeRowProps) {
  const { row, kind, isEntry, onFocus, onKeyDown, onAct, onCount, onAdd, onRemove } = props;
  const isContainer = row.isOpen !== undefined;
  return (
    <div
      className="tree-row"
      role="treeitem"
      data-id={row.id}
      tabIndex={isEntry ? 0 : -1}
      aria-level={row.depth}
      aria-posinset={row.position}
      aria-setsize={row.siblings}
      aria-label={wordsOf(row, kind)}
      {...(isContainer && { "aria-expanded": row.isOpen })}
      style={{ paddingInlineStart: `${row.depth * 1.1 - 0.6}rem` }}
      onFocus={(event) => {
        if (event.target === event.currentTarget) onFocus();
      }}
      onKeyDown={onKeyDown}
      onClick={(event) => {
        if (!(event.target as Element).closest("button")) onAct();
      }}
    >
      {row.hidden !== undefined ? (
        <button type="button" className="text" tabIndex={-1} onClick={onAct}>
          Show more of {row.hidden.toLocaleString("en")}
        </button>
      ) : (
        <>
          <div className="cell">
            <span className={row.isOpen ? "twist is-open" : "twist"}>{isContainer && <Icon name="open" />}</span>
            <span className="name">{row.name === "" ? '""' : row.name}</span>
            {kind !== "counter" && <span className={`value ${valueClass(row)}`}>{shown(row.value)}</span>}
          </div>
          {kind === "counter" && <Counter row={row} onCount={onCount} />}
          {kind !== undefined && kind !== "value" && <span className="kind-mark">{kind}</span>}
          <span className="row-actions">
            {isContainer && <RowAction icon="plus" label={`Add into ${row.id}`} onClick={onAdd} />}
            {!isContainer && kind !== "counter" && <RowAction icon="edit" label={`Edit ${row.id}`} onClick={onAct} />}
            <RowAction icon="remove" label={`Remove ${row.id}`} onClick={onRemove} />
          </span>
        </>
      )}
    </div>
  );
}

function Counter({ row, onCount }: { readonly row: Row; readonly onCount: (by: number) => void }) {
  return (
    <span className="counter">
      <RowAction icon="minus" label={`Count ${row.id} down`} onClick={() => onCount(-1)} />
      <output>{String(row.value)}</output>
      <RowAction icon="plus" label={`Count ${row.id} up`} onClick={() => onCount(1)} />
    </span>
  );
}

interface RowActionProps {
  readonly icon: "plus" | "minus" | "edit" | "remove";
  readonly label: string;
  readonly onClick: () => void;
}

/** For the pointer and for fingers: the row's own keys do the same. */
function RowAction({ icon, label, onClick }: RowActionProps) {
  return (
    <button type="button" className="quiet square" tabIndex={-1} aria-label={label} title={label} onClick={onClick}>
      <Icon name={icon} />
    </button>
  );
}

function wordsOf(row: Row, kind: PlaceKind | undefined): string {
  if (row.hidden !== undefined) return `Show more of ${row.hidden}`;
  return `${row.name}: ${shown(row.value)}${kind && kind !== "value" ? `, ${kind}` : ""}`;
}

function valueClass({ value }: Row): string {
  return value === null ? "null" : typeof value;
}
