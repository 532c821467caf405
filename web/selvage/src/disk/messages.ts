// What a page and its disk's Worker say to one another: an opening, then requests; one of the others
// back.
import type { DiskAnswer } from "./actions.js";

export type DiskKind = "opfs" | "indexeddb";

export interface DiskOpening {
  /** Of the mesh. Each has its own slots. */
  name: string;
  /** If not what is best here. */
  kind?: DiskKind;
}

export interface DiskOpened {
  kind: DiskKind;
  slot: number;
  /** Whether the browser had promised, when it was opened, not to remove it when room is short. */
  isKept: boolean;
}

export type FromDiskWorker =
  | { opened: DiskOpened; answers?: never; failure?: never }
  | { answers: DiskAnswer[]; opened?: never; failure?: never }
  | { failure: string; opened?: never; answers?: never };
