// What the brain asks of a disk, and what it is answered: core/store/disk.h as objects, which go to a
// Worker and back. File numbers are chosen by who opens a file; tickets come back with the answers.

export type DiskAction =
  | { kind: "open"; file: bigint; name: string; isNew: boolean }
  | { kind: "close"; file: bigint }
  | { kind: "write"; file: bigint; offset: number; bytes: Uint8Array<ArrayBuffer> }
  | { kind: "read"; file: bigint; offset: number; size: number }
  | { kind: "sync"; file: bigint }
  | { kind: "resize"; file: bigint; size: number }
  | { kind: "rename"; from: string; to: string }
  | { kind: "remove"; name: string }
  | { kind: "syncNames" }
  | { kind: "list" }
  | { kind: "measure" };

export type DiskRequest = { ticket: bigint } & DiskAction;

/** In the order of DiskFault. */
export const diskFaults = [
  "none",
  "missing",
  "exists",
  "full",
  "failed",
  "gone",
  "denied",
] as const;
export type DiskFault = (typeof diskFaults)[number];

export interface FileEntry {
  name: string;
  size: number;
}

/** What an action gives besides its fault. */
export interface DiskResult {
  size?: number;
  bytes?: Uint8Array<ArrayBuffer>;
  files?: FileEntry[];
  space?: { used: number; quota: number };
}

export type DiskAnswer = { ticket: bigint; fault: DiskFault } & DiskResult;

/** Of what a disk can be asked for. Others may put other things beside it. */
export const isName = (name: string): boolean => /^[a-z][a-z0-9.-]{0,63}$/.test(name);

/** Whether a file is open, under any number. */
export const isIn = <File>(file: File, open: ReadonlyMap<bigint, File>): boolean =>
  [...open.values()].includes(file);

/** Carries out one action at a time. */
export interface Disk {
  carryOut(action: DiskAction): Promise<DiskResult>;
  close(): void;
}

/** What a disk throws when it knows the fault. */
export class DiskError extends Error {
  override readonly name = "DiskError";
  constructor(readonly fault: Exclude<DiskFault, "none">) {
    super(fault);
  }
}

const faultsOfExceptions: Readonly<Record<string, DiskFault>> = {
  NotFoundError: "missing",
  QuotaExceededError: "full",
  NoModificationAllowedError: "denied",
  NotAllowedError: "denied",
  SecurityError: "denied",
  TypeMismatchError: "denied",
  InvalidStateError: "gone",
};

/** What a browser's exception means to who asked. */
export function faultOf(failure: unknown): DiskFault {
  if (failure instanceof DiskError) return failure.fault;
  if (!(failure instanceof DOMException)) throw failure;
  return faultsOfExceptions[failure.name] ?? "failed";
}

/** The answer to a request, whatever comes of it. A write's buffer comes back in any case (DK5). */
export async function answerOf(disk: Disk, request: DiskRequest): Promise<DiskAnswer> {
  const back = request.kind === "write" ? { bytes: request.bytes } : {};
  try {
    const result = await disk.carryOut(request);
    return { ticket: request.ticket, fault: "none", ...back, ...result };
  } catch (failure) {
    return { ticket: request.ticket, fault: faultOf(failure), ...back };
  }
}

/** What is answered when the storage is not there any more. */
export function goneTo(request: DiskRequest): DiskAnswer {
  const back = request.kind === "write" ? { bytes: request.bytes } : {};
  return { ticket: request.ticket, fault: "gone", ...back };
}
