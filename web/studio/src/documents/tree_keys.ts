// What a key asks for on a row of a tree.
import type { PlaceKind } from "./kinds.js";
import type { Row } from "./rows.js";

export type Wish = "act" | "open" | "close" | "up" | "down" | "add" | "remove" | "move";

/** Nothing for keys that a tree does not know: they are for others. */
export function wishOf(key: string, row: Row, kind: PlaceKind | undefined): Wish | undefined {
  if (kind === "counter" && (key === "+" || key === "-")) return key === "+" ? "up" : "down";
  switch (key) {
    case "Enter":
    case " ":
      return "act";
    case "ArrowRight":
      return row.isOpen === false ? "open" : "move";
    case "ArrowLeft":
      return row.isOpen ? "close" : "move";
    case "ArrowUp":
    case "ArrowDown":
    case "Home":
    case "End":
      return "move";
    case "a":
    case "A":
      return "add";
    case "Delete":
    case "Backspace":
      return "remove";
    default:
      return undefined;
  }
}
