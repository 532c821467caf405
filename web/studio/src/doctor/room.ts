// How much of the room that the browser gives this site is taken, how much of it by this page's journal, and whether what
// is kept lasts. The numbers are read in one place, so that the judgement can be tested.
import { sizeText } from "../ui/words.js";
import type { Finding } from "./checks.js";

export interface Room {
  /** Of all that this site keeps, in bytes. Browsers round it. */
  readonly used?: number;
  /** What the browser lets this site keep. */
  readonly quota?: number;
  /** Whether the browser has promised not to clear it. */
  readonly isPersisted?: boolean;
  /** Of this page's own files, if it keeps any that can be measured. */
  readonly journal?: number;
}

/** Whose journal it is. */
export interface Keeper {
  readonly name: string;
  readonly slot: number | undefined;
}

/** The part of the quota from which on something should be done. */
export const tightFrom = 0.8;

export async function readRoom(keeper: Keeper | undefined): Promise<Room> {
  const storage = navigator.storage as StorageManager | undefined;
  const [estimate, isPersisted, journal] = await Promise.all([
    storage?.estimate?.().catch(() => undefined),
    storage?.persisted?.().catch(() => undefined),
    storage?.getDirectory && keeper ? journalSize(storage, keeper).catch(() => undefined) : undefined,
  ]);
  return {
    ...(estimate?.usage !== undefined && { used: estimate.usage }),
    ...(estimate?.quota !== undefined && { quota: estimate.quota }),
    ...(isPersisted !== undefined && { isPersisted }),
    ...(journal !== undefined && { journal }),
  };
}

/** Where there are no private files (WD2), and where a file cannot be looked at, it is not known. */
async function journalSize(storage: StorageManager, { name, slot }: Keeper): Promise<number | undefined> {
  if (slot === undefined) return undefined;
  let folder = await storage.getDirectory();
  for (const part of ["selvage", name, String(slot)]) folder = await folder.getDirectoryHandle(part);
  let size = 0;
  for await (const handle of folder.values())
    if (handle.kind === "file") size += await sizeOf(handle as FileSystemFileHandle);
  return size;
}

/** A journal's files come and go while they are counted. */
async function sizeOf(file: FileSystemFileHandle): Promise<number> {
  try {
    return (await file.getFile()).size;
  } catch (failure) {
    if (failure instanceof DOMException && failure.name === "NotFoundError") return 0;
    throw failure;
  }
}

/** From 0 to 1; undefined where the browser does not say. */
export function takenOf({ used, quota }: Room): number | undefined {
  return used === undefined || quota === undefined || quota <= 0 ? undefined : Math.min(used / quota, 1);
}

export const isTight = (room: Room): boolean => (takenOf(room) ?? 0) >= tightFrom;

/** "8.0 MB of 10 GB, less than 1 %", whose last word is not put into a line of its own. */
export function takenText(room: Room): string {
  const taken = takenOf(room);
  if (taken === undefined) return "the browser does not say";
  const percent = taken > 0 && taken < 0.01 ? "less than 1" : Math.floor(taken * 100);
  return `${sizeText(room.used ?? 0)} of ${sizeText(room.quota ?? 0)}, ${percent}\u00a0%`;
}

export const journalText = ({ journal }: Room): string =>
  journal === undefined ? "this browser does not say" : `${sizeText(journal)}, this page's alone`;

/** In short, for who has no reason yet to look further. */
export function keptText(room: Room | undefined): string {
  const size = room?.journal === undefined ? "" : `, ${sizeText(room.journal)}`;
  return `kept in this browser${size}${room && isTight(room) ? "; little room is left: see Health" : ""}`;
}

/** `keeps` is what the mesh says: undefined while there is none. */
export function findingsOfRoom(room: Room, keeps: boolean | undefined): Finding[] {
  if (keeps === false)
    return [
      {
        name: "Kept here",
        state: "bad",
        what: "This page keeps nothing: what you write is lost with it, unless others have it.",
        next: "Keep another peer running, and see what is wrong with the private files of this browser.",
      },
    ];
  return [roomFinding(room), lastingFinding(room)];
}

function roomFinding(room: Room): Finding {
  const name = "Room";
  if (isTight(room))
    return {
      name,
      state: "poor",
      what: "Little is left. When it is full, what you write can no longer be kept.",
      next: "Free space on this device's disk. Or let another peer keep this mesh, a terminal for example, and clear this site's data once it has everything.",
    };
  return takenOf(room) === undefined
    ? { name, state: "poor", what: "The browser does not say how much is left.", next: "Watch the free space of this device's disk." }
    : { name, state: "good", what: "There is enough." };
}

function lastingFinding({ isPersisted }: Room): Finding {
  const name = "Lasting storage";
  return isPersisted
    ? { name, state: "good", what: "The browser will not clear what is kept." }
    : {
        name,
        state: "poor",
        what: "The browser may clear what is kept when room is short.",
        next: "Ask for lasting storage below, and have a second peer: a browser is never the only copy.",
      };
}
