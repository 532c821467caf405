// A disk in the origin's private file system, through handles that read and write at once: they exist in
// dedicated Workers only. One directory is one disk.
import {
  DiskError,
  isIn,
  isName,
  type Disk,
  type DiskAction,
  type DiskResult,
  type FileEntry,
} from "./actions.js";

// What TypeScript's library for pages lacks.
declare global {
  interface FileSystemSyncAccessHandle {
    read(bytes: Uint8Array, options: { at: number }): number;
    write(bytes: Uint8Array, options: { at: number }): number;
    flush(): void;
    truncate(size: number): void;
    getSize(): number;
    close(): void;
  }
  interface FileSystemFileHandle {
    createSyncAccessHandle(): Promise<FileSystemSyncAccessHandle>;
    move(name: string): Promise<void>;
  }
  interface FileSystemDirectoryHandle {
    entries(): AsyncIterableIterator<[string, FileSystemHandle]>;
  }
}

interface OpenFile {
  name: string;
  /** A file has one at a time, whoever has it open. */
  handle: FileSystemSyncAccessHandle;
}

type Named<Kind extends DiskAction["kind"]> = Extract<DiskAction, { kind: Kind }>;

const isCalled = (failure: unknown, name: string): boolean =>
  failure instanceof DOMException && failure.name === name;
const isNotFound = (failure: unknown): boolean => isCalled(failure, "NotFoundError");

const pauseMaxMilliseconds = 1024;
// Small: what is written at once the system keeps as one piece, and goes through all of it when some bytes change.
const zeros = new Uint8Array(1 << 14);
const zeroedMax = 8 << 20;

/** The slot is ours, but a Worker that had it and was ended may keep handles for a moment. */
async function handleOf(file: FileSystemFileHandle): Promise<FileSystemSyncAccessHandle> {
  for (let pause = 1; ; pause *= 2) {
    try {
      return await file.createSyncAccessHandle();
    } catch (failure) {
      if (!isCalled(failure, "NoModificationAllowedError") || pause > pauseMaxMilliseconds) throw failure;
      await new Promise((resolve) => setTimeout(resolve, pause));
    }
  }
}

export class OpfsDisk implements Disk {
  readonly #folder: FileSystemDirectoryHandle;
  readonly #open = new Map<bigint, OpenFile>();

  constructor(folder: FileSystemDirectoryHandle) {
    this.#folder = folder;
  }

  async carryOut(action: DiskAction): Promise<DiskResult> {
    try {
      return await this.#perform(action);
    } catch (failure) {
      // A file that is not there is one thing, a folder that is not another.
      if (isNotFound(failure) && !(await this.#isThere())) throw new DiskError("gone");
      throw failure;
    }
  }

  async #perform(action: DiskAction): Promise<DiskResult> {
    switch (action.kind) {
      case "open":
        return this.#openFile(action);
      case "close":
        this.#closeFile(action.file);
        return {};
      case "write":
        this.#write(action);
        return {};
      case "read":
        return { bytes: this.#read(action) };
      case "sync":
        this.#handle(action.file).flush();
        return {};
      case "resize":
        this.#resize(action);
        return {};
      case "rename":
        await (await this.#folder.getFileHandle(action.from)).move(action.to);
        return {};
      case "remove":
        await this.#folder.removeEntry(action.name);
        return {};
      case "syncNames": // There is nothing to ask for: the browser keeps names as it does.
        return {};
      case "list":
        return { files: await this.#list() };
      case "measure": {
        const { usage = 0, quota = 0 } = await navigator.storage.estimate();
        return { space: { used: usage, quota } };
      }
    }
  }

  close(): void {
    for (const { handle } of this.#open.values()) handle.close();
    this.#open.clear();
  }

  async #isThere(): Promise<boolean> {
    try {
      await this.#folder.entries().next();
      return true;
    } catch (failure) {
      if (isNotFound(failure)) return false;
      throw failure;
    }
  }

  #handle(file: bigint): FileSystemSyncAccessHandle {
    const open = this.#open.get(file);
    if (!open) throw new DiskError("missing");
    return open.handle;
  }

  async #openFile({ file, name, isNew }: Named<"open">): Promise<DiskResult> {
    if (isNew && (await this.#exists(name))) throw new DiskError("exists");
    const found = await this.#folder.getFileHandle(name, { create: isNew });
    const other = [...this.#open.values()].find((open) => open.name === name);
    const open = other ?? { name, handle: await handleOf(found) };
    this.#open.set(file, open);
    return { size: open.handle.getSize() };
  }

  #closeFile(number: bigint): void {
    const file = this.#open.get(number);
    this.#open.delete(number);
    if (file && !isIn(file, this.#open)) file.handle.close();
  }

  async #exists(name: string): Promise<boolean> {
    try {
      await this.#folder.getFileHandle(name);
      return true;
    } catch (failure) {
      if (isNotFound(failure)) return false;
      throw failure;
    }
  }

  #write({ file, offset, bytes }: Named<"write">): void {
    const handle = this.#handle(file);
    for (let at = 0; at < bytes.length; ) {
      const written = handle.write(bytes.subarray(at), { at: offset + at });
      // Some browsers say so instead of throwing that there is no room.
      if (written === 0) throw new DiskError("full");
      at += written;
    }
  }

  /**
   * Zeros that were written cost a later flush nothing but the bytes that replace them; where there is only a hole,
   * each flush has to note as well where they went. Not more than nobody has to wait for: the rest is a hole.
   */
  #resize({ file, size }: Named<"resize">): void {
    const handle = this.#handle(file);
    const before = handle.getSize();
    handle.truncate(size);
    try {
      const end = Math.min(size, before + zeroedMax);
      for (let offset = before; offset < end; offset += zeros.length)
        this.#write({ kind: "write", file, offset, bytes: zeros.subarray(0, end - offset) });
    } catch (failure) {
      // What did not fit gives back what it took.
      handle.truncate(before);
      throw failure;
    }
  }

  #read({ file, offset, size }: Named<"read">): Uint8Array<ArrayBuffer> {
    const handle = this.#handle(file);
    const bytes = new Uint8Array(Math.max(0, Math.min(size, handle.getSize() - offset)));
    const read = handle.read(bytes, { at: offset });
    return bytes.subarray(0, read);
  }

  async #list(): Promise<FileEntry[]> {
    const files: FileEntry[] = [];
    const open = new Map([...this.#open.values()].map(({ name, handle }) => [name, handle]));
    for await (const [name, entry] of this.#folder.entries()) {
      if (entry.kind !== "file" || !isName(name)) continue;
      const file = entry as FileSystemFileHandle;
      const size = open.get(name)?.getSize() ?? (await file.getFile()).size;
      files.push({ name, size });
    }
    return files.sort((a, b) => (a.name < b.name ? -1 : 1));
  }
}
