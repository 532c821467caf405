// Which rows of a tree there are, and which one has the focus: by its path, whatever changes around it.
import { useMemo, useRef, useState, type RefObject } from "react";
import type { Json } from "./json.js";
import { childrenStep, rowsOf, type Row } from "./rows.js";

export interface Tree {
  readonly box: RefObject<HTMLDivElement | null>;
  readonly rows: readonly Row[];
  /** The row that Tab leads to. */
  readonly entry: string | undefined;
  note(focused: string): void;
  go(id: string | undefined): void;
  /** Where to, from a row or a form below it that has gone; nowhere, if its reader is elsewhere by now. */
  leave(gone: string, next: string | undefined): void;
  turn(row: Row, toOpen: boolean): void;
  showMore(row: Row): void;
}

export function useTree(value: Json): Tree {
  const [open, setOpen] = useState<ReadonlyMap<string, number>>(new Map());
  const [focus, setFocus] = useState("");
  const box = useRef<HTMLDivElement>(null);
  const rows = useMemo(() => rowsOf(value, { open }), [value, open]);
  const go = (id: string | undefined): void => {
    if (id === undefined) return;
    setFocus(id);
    box.current?.querySelector<HTMLElement>(`[data-id=${CSS.escape(id)}]`)?.focus();
  };
  return {
    box,
    rows,
    entry: rows.some(({ id }) => id === focus) ? focus : rows[0]?.id,
    note: setFocus,
    go,
    leave: (gone, next) => {
      const at = document.activeElement;
      if (at === document.body || at?.getAttribute("data-id") === gone) go(next);
    },
    turn: (row, toOpen) => {
      const next = new Map(open);
      if (toOpen) next.set(row.id, open.get(row.id) ?? childrenStep);
      else next.delete(row.id);
      setOpen(next);
    },
    showMore: ({ parent }) => setOpen(new Map(open).set(parent, (open.get(parent) ?? childrenStep) + childrenStep)),
  };
}
