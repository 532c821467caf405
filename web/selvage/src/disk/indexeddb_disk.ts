// A disk in IndexedDB, where there is no private file system with handles. Files are pages of one size; what
// is written waits in memory for the next sync, which is one strict transaction.
import { DiskError, type Disk, type DiskAction, type DiskResult, type FileEntry } from "./actions.js";

const pageSize = 32 * 1024;
/** Of pages that wait. Beyond it they are written early, which a disk may do at any time. */
const waitingMax = 256;

interface StoredFile {
  id: number;
  size: number;
}

interface OpenFile extends StoredFile {
  name: string;
  /** Pages by their numbers. */
  waiting: Map<number, Uint8Array<ArrayBuffer>>;
  /** From this page on there are none in the database that count. */
  cutAt: number;
}

type Named<Kind extends DiskAction["kind"]> = Extract<DiskAction, { kind: Kind }>;
type Durability = "strict" | "relaxed";

const asked = <T>(request: IDBRequest<T>): Promise<T> =>
  new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error ?? new DiskError("failed"));
  });

export class IndexedDbDisk implements Disk {
  readonly #database: IDBDatabase;
  readonly #open = new Map<bigint, OpenFile>();
  #isGone = false;

  private constructor(database: IDBDatabase) {
    this.#database = database;
    // The user clears the site's data, or the browser does.
    database.onclose = () => (this.#isGone = true);
    database.onversionchange = () => {
      this.#isGone = true;
      database.close();
    };
  }

  static async open(name: string): Promise<IndexedDbDisk> {
    const request = indexedDB.open(name, 1);
    request.onupgradeneeded = () => {
      request.result.createObjectStore("files");
      request.result.createObjectStore("pages");
    };
    return new IndexedDbDisk(await asked(request));
  }

  close(): void {
    this.#open.clear();
    this.#database.close();
  }

  async carryOut(action: DiskAction): Promise<DiskResult> {
    if (this.#isGone) throw new DiskError("gone");
    switch (action.kind) {
      case "open":
        return this.#openFile(action);
      case "close":
        await this.#closeFile(action.file);
        return {};
      case "write":
        await this.#write(action);
        return {};
      case "read":
        return { bytes: await this.#read(action) };
      case "sync":
        await this.#flush(this.#file(action.file), "strict");
        return {};
      case "resize":
        await this.#resize(this.#file(action.file), action.size);
        return {};
      case "rename":
        await this.#rename(action);
        return {};
      case "remove":
        await this.#remove(action.name);
        return {};
      case "syncNames": // Each change of names was a strict transaction.
        return {};
      case "list":
        return { files: await this.#list() };
      case "measure": {
        const { usage = 0, quota = 0 } = await navigator.storage.estimate();
        return { space: { used: usage, quota } };
      }
    }
  }

  #file(number: bigint): OpenFile {
    const file = this.#open.get(number);
    if (!file) throw new DiskError("missing");
    return file;
  }

  /** Runs `work` in one transaction, which has ended for good when this resolves. */
  async #change(
    durability: Durability,
    work: (files: IDBObjectStore, pages: IDBObjectStore) => void | Promise<void>,
  ): Promise<void> {
    const transaction = this.#database.transaction(["files", "pages"], "readwrite", { durability });
    const ended = new Promise<void>((resolve, reject) => {
      transaction.oncomplete = () => resolve();
      transaction.onabort = () => reject(transaction.error ?? new DiskError("failed"));
    });
    await Promise.all([work(transaction.objectStore("files"), transaction.objectStore("pages")), ended]);
  }

  #stored(name: string): Promise<StoredFile | undefined> {
    return asked(this.#database.transaction("files").objectStore("files").get(name));
  }

  async #openFile({ file, name, isNew }: Named<"open">): Promise<DiskResult> {
    let stored = await this.#stored(name);
    if (stored && isNew) throw new DiskError("exists");
    if (!stored && !isNew) throw new DiskError("missing");
    if (!stored) {
      stored = { id: await this.#newId(), size: 0 };
      const made = stored;
      await this.#change("strict", (files) => void files.put(made, name));
    }
    this.#open.set(file, { ...stored, name, waiting: new Map(), cutAt: Infinity });
    return { size: stored.size };
  }

  /** Ids rise, and are not used again while any page of theirs is there. */
  async #newId(): Promise<number> {
    const all: StoredFile[] = await asked(
      this.#database.transaction("files").objectStore("files").getAll(),
    );
    const open = [...this.#open.values()];
    return Math.max(0, ...all.map(({ id }) => id), ...open.map(({ id }) => id)) + 1;
  }

  async #closeFile(number: bigint): Promise<void> {
    const file = this.#open.get(number);
    this.#open.delete(number);
    if (file) await this.#flush(file, "relaxed");
  }

  async #flush(file: OpenFile, durability: Durability): Promise<void> {
    const { id, size, name, waiting, cutAt } = file;
    await this.#change(durability, (files, pages) => {
      if (cutAt !== Infinity) pages.delete(pagesOf(id, cutAt));
      for (const [page, bytes] of waiting) pages.put(bytes, [id, page]);
      files.put({ id, size } satisfies StoredFile, name);
    });
    file.waiting = new Map();
    file.cutAt = Infinity;
  }

  /** As it is to be seen now; zeros if nobody wrote it. */
  async #page(file: OpenFile, page: number): Promise<Uint8Array<ArrayBuffer>> {
    const waiting = file.waiting.get(page);
    if (waiting) return waiting;
    if (page >= file.cutAt) return new Uint8Array(pageSize);
    const store = this.#database.transaction("pages").objectStore("pages");
    return (await asked(store.get([file.id, page]))) ?? new Uint8Array(pageSize);
  }

  async #write({ file: number, offset, bytes }: Named<"write">): Promise<void> {
    const file = this.#file(number);
    for (let at = 0; at < bytes.length; ) {
      const page = Math.floor((offset + at) / pageSize);
      const inPage = (offset + at) % pageSize;
      const size = Math.min(pageSize - inPage, bytes.length - at);
      const whole = size === pageSize;
      const content = whole ? new Uint8Array(pageSize) : await this.#page(file, page);
      content.set(bytes.subarray(at, at + size), inPage);
      file.waiting.set(page, content);
      at += size;
    }
    if (bytes.length > 0) file.size = Math.max(file.size, offset + bytes.length);
    if (file.waiting.size > waitingMax) await this.#flush(file, "relaxed");
  }

  async #read({ file: number, offset, size }: Named<"read">): Promise<Uint8Array<ArrayBuffer>> {
    const file = this.#file(number);
    const bytes = new Uint8Array(Math.max(0, Math.min(size, file.size - offset)));
    for (let at = 0; at < bytes.length; ) {
      const page = Math.floor((offset + at) / pageSize);
      const inPage = (offset + at) % pageSize;
      const part = (await this.#page(file, page)).subarray(inPage, inPage + bytes.length - at);
      bytes.set(part, at);
      at += part.length;
    }
    return bytes;
  }

  async #resize(file: OpenFile, size: number): Promise<void> {
    if (size < file.size) {
      const kept = Math.ceil(size / pageSize);
      if (size % pageSize > 0) {
        const last = await this.#page(file, kept - 1);
        last.fill(0, size % pageSize);
        file.waiting.set(kept - 1, last);
      }
      for (const page of file.waiting.keys()) if (page >= kept) file.waiting.delete(page);
      file.cutAt = Math.min(file.cutAt, kept);
    }
    file.size = size;
  }

  async #rename({ from, to }: Named<"rename">): Promise<void> {
    const [file, replaced] = await Promise.all([this.#stored(from), this.#stored(to)]);
    if (!file) throw new DiskError("missing");
    await this.#change("strict", (files, pages) => {
      files.delete(from);
      files.put(file, to);
      if (replaced) pages.delete(pagesOf(replaced.id));
    });
  }

  async #remove(name: string): Promise<void> {
    const file = await this.#stored(name);
    if (!file) throw new DiskError("missing");
    await this.#change("strict", (files, pages) => {
      files.delete(name);
      pages.delete(pagesOf(file.id));
    });
  }

  async #list(): Promise<FileEntry[]> {
    const store = this.#database.transaction("files").objectStore("files");
    const [names, files]: [IDBValidKey[], StoredFile[]] = await Promise.all([
      asked(store.getAllKeys()),
      asked(store.getAll()),
    ]);
    const open = new Map([...this.#open.values()].map(({ name, size }) => [name, size]));
    // Keys are in their order.
    return names.map((key, i) => ({
      name: String(key),
      size: open.get(String(key)) ?? files[i]?.size ?? 0,
    }));
  }
}

const pagesOf = (id: number, from = 0): IDBKeyRange =>
  IDBKeyRange.bound([id, from], [id, Infinity]);
