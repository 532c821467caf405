// A document as the rows of a tree: those whose parents are open, each with what a screen reader says of its place.
import { isList, isMap, placeText, type Json, type Step } from "./json.js";

export interface Row {
  readonly path: readonly Step[];
  /** The path as a text: who it is from one value of the document to the next. */
  readonly id: string;
  readonly parent: string;
  readonly depth: number;
  readonly name: string;
  readonly value: Json;
  readonly isOpen?: boolean;
  /** From 1, among its siblings. */
  readonly position: number;
  readonly siblings: number;
  /** The lengths of the lists above it: while they stay, it is the same place. */
  readonly shape: string;
  /** Of a row that stands for children that are not drawn. */
  readonly hidden?: number;
}

export interface Openness {
  /** Containers that were opened, and how many children of them are drawn. */
  readonly open: ReadonlyMap<string, number>;
}

/** So many children are drawn at first, and again as many at each wish for more. */
export const childrenStep = 100;
export const rootId = "";

export function rowsOf(document: Json, { open }: Openness): Row[] {
  const rows: Row[] = [];
  const walk = (container: Json, path: readonly Step[], shape: string): void => {
    const children: readonly (readonly [Step, Json])[] = isList(container)
      ? container.map((item, index) => [index, item] as const)
      : isMap(container)
        ? Object.entries(container)
        : [];
    const parent = placeText(path);
    const drawn = open.get(parent) ?? childrenStep;
    const inner = isList(container) ? `${shape}/${container.length}` : shape;
    const common = { parent, depth: path.length + 1, siblings: children.length, shape: inner };
    for (const [index, [step, value]] of children.slice(0, drawn).entries()) {
      const place = [...path, step];
      const id = placeText(place);
      const isContainer = isList(value) || isMap(value);
      const isOpen = isContainer && open.has(id);
      const name = typeof step === "number" ? `${step}` : step;
      rows.push({ ...common, path: place, id, name, value, position: index + 1, ...(isContainer && { isOpen }) });
      if (isOpen) walk(value, place, inner);
    }
    const hidden = children.length - drawn;
    if (hidden > 0)
      rows.push({ ...common, path, id: `${parent} more`, name: "", value: null, position: drawn + 1, hidden });
  };
  walk(document, [], "");
  return rows;
}

/** Where an arrow key leads from a row, by the customs of trees. */
export function rowByKey(rows: readonly Row[], id: string, key: string): string | undefined {
  const at = rows.findIndex((row) => row.id === id);
  const row = rows[at];
  if (!row) return rows[0]?.id;
  switch (key) {
    case "ArrowDown":
      return rows[at + 1]?.id;
    case "ArrowUp":
      return rows[at - 1]?.id;
    case "Home":
      return rows[0]?.id;
    case "End":
      return rows.at(-1)?.id;
    case "ArrowRight":
      return row.isOpen ? rows[at + 1]?.id : undefined;
    case "ArrowLeft":
      return row.parent === rootId ? undefined : row.parent;
    default:
      return undefined;
  }
}
