// The kinds of places in React: asked for the rows that are drawn, drawn again when they are known.
import { useEffect, useMemo, useReducer, useRef } from "react";
import type { MeshLike } from "../session/mesh_like.js";
import { PlaceKinds, type PlaceKind } from "./kinds.js";
import type { Row } from "./rows.js";

export interface KindsInUse {
  of(row: Row): PlaceKind | undefined;
  kindOfId(id: string): PlaceKind | undefined;
  forget(id: string): void;
}

export function useKinds(mesh: MeshLike, document: string, rows: readonly Row[]): KindsInUse {
  const kinds = useMemo(() => new PlaceKinds(mesh, document), [mesh, document]);
  const [, draw] = useReducer((count: number) => count + 1, 0);
  const newest = useRef(rows);
  newest.current = rows;
  const learn = (): void => void kinds.learn(newest.current).then((any) => any && draw());
  useEffect(learn, [kinds, rows]);
  return {
    of: (row) => kinds.of(row),
    kindOfId: (id) => {
      const row = rows.find((one) => one.id === id);
      return row && kinds.of(row);
    },
    forget: (id) => {
      kinds.forget(id);
      learn();
    },
  };
}
