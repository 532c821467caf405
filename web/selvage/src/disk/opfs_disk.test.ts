// Private files as browsers give them at bad moments, and with what others put beside them.
import { expect, test } from "vitest";
import { OpfsDisk } from "./opfs_disk.js";

class Folder {
  readonly files = new Map<string, { size: number; kind: string }>();
  opened = 0;
  refusals = 0;

  async getFileHandle(name: string): Promise<object> {
    if (!this.files.has(name)) throw new DOMException("", "NotFoundError");
    return {
      createSyncAccessHandle: async () => {
        if (this.refusals-- > 0) throw new DOMException("", "NoModificationAllowedError");
        ++this.opened;
        return { getSize: () => this.files.get(name)?.size, close: () => --this.opened };
      },
    };
  }
  async *entries(): AsyncIterableIterator<[string, object]> {
    for (const [name, { kind, size }] of this.files)
      yield [name, { kind, getFile: async () => ({ size }) }];
  }
}

const diskOf = (folder: Folder): OpfsDisk => new OpfsDisk(folder as unknown as FileSystemDirectoryHandle);

test("[WD4] handles of a Worker that was just ended are waited for", async () => {
  const folder = new Folder();
  folder.files.set("a", { kind: "file", size: 7 });
  folder.refusals = 3;
  const disk = diskOf(folder);
  expect(await disk.carryOut({ kind: "open", file: 1n, name: "a", isNew: false })).toEqual({ size: 7 });
});

test("[DK2] a file that is open twice has one handle, until both are closed", async () => {
  const folder = new Folder();
  folder.files.set("a", { kind: "file", size: 7 });
  const disk = diskOf(folder);
  for (const file of [1n, 2n]) await disk.carryOut({ kind: "open", file, name: "a", isNew: false });
  expect(folder.opened).toBe(1);
  await disk.carryOut({ kind: "close", file: 1n });
  expect(folder.opened).toBe(1);
  await disk.carryOut({ kind: "close", file: 2n });
  expect(folder.opened).toBe(0);
});

test("[DK6] what others put beside the files is not listed", async () => {
  const folder = new Folder();
  folder.files.set("b", { kind: "file", size: 2 });
  folder.files.set("A.crswap", { kind: "file", size: 3 });
  folder.files.set("é", { kind: "file", size: 3 });
  folder.files.set("d", { kind: "directory", size: 0 });
  folder.files.set("x".repeat(65), { kind: "file", size: 1 });
  folder.files.set("a", { kind: "file", size: 1 });
  const { files } = await diskOf(folder).carryOut({ kind: "list" });
  expect(files).toEqual([
    { name: "a", size: 1 },
    { name: "b", size: 2 },
  ]);
});
