// In a page, or in a Worker (disk_page_worker.mjs): runs a WebAssembly program on the tab's disk, as the contract of
// all disks. The program waits where it asks for an answer; the browser suspends it meanwhile.
import { BrowserDisk, OwnDisk, decodeRequest, encodeAnswer } from "/dist/disk.js";

const isPage = "document" in globalThis;

/** What a program of WASI needs that only prints. */
function wasiOf(memory, args, print) {
  const words = ["program", ...args].map((word) => new TextEncoder().encode(`${word}\0`));
  const view = () => new DataView(memory().buffer);
  const write = (_file, vectors, count, writtenAt) => {
    let size = 0;
    for (let i = 0; i < count; ++i) {
      const [address, length] = [0, 4].map((at) => view().getUint32(vectors + 8 * i + at, true));
      print(new TextDecoder().decode(new Uint8Array(memory().buffer, address, length)));
      size += length;
    }
    view().setUint32(writtenAt, size, true);
    return 0;
  };
  const none = (countAt, sizeAt) => {
    view().setUint32(countAt, 0, true);
    view().setUint32(sizeAt, 0, true);
    return 0;
  };
  const badFile = 8;
  const known = {
    fd_write: write,
    args_sizes_get: (countAt, sizeAt) => {
      view().setUint32(countAt, words.length, true);
      view().setUint32(sizeAt, words.reduce((sum, { length }) => sum + length, 0), true);
      return 0;
    },
    args_get: (at, wordsAt) => {
      for (const [i, word] of words.entries()) {
        view().setUint32(at + 4 * i, wordsAt, true);
        new Uint8Array(memory().buffer, wordsAt).set(word);
        wordsAt += word.length;
      }
      return 0;
    },
    environ_sizes_get: none,
    environ_get: () => 0,
    clock_time_get: (_clock, _precision, at) => {
      view().setBigUint64(at, BigInt(Math.trunc(performance.now() * 1e6)), true);
      return 0;
    },
    proc_exit: (code) => {
      throw new Error(`exit ${code}`);
    },
  };
  return new Proxy(known, { get: (all, name) => all[name] ?? (() => badFile), has: () => true });
}

/** @returns what the program printed */
export async function runOnDisk(module, opening, args = []) {
  let printed = "";
  let exports;
  let disk;
  let answers = [];
  const bytes = (address, size) => new Uint8Array(exports.memory.buffer, address, size);
  const imports = {
    begin: new WebAssembly.Suspending(async () => {
      disk?.close();
      answers = [];
      disk = await (isPage ? BrowserDisk : OwnDisk).open(opening);
      for (const { name } of (await disk.ask({ kind: "list" })).files)
        await disk.ask({ kind: "remove", name });
    }),
    put: (address, size) => {
      const request = decodeRequest(bytes(address, size));
      answers.push(disk.ask(request).then((answer) => ({ ...answer, ticket: request.ticket })));
    },
    wait: new WebAssembly.Suspending(async () => {
      answers[0] = encodeAnswer(await answers[0]);
      return answers[0].length;
    }),
    take: (address) => void bytes(address, answers[0].length).set(answers.shift()),
  };
  const wasi = wasiOf(() => exports.memory, args, (text) => (printed += text));
  const names = WebAssembly.Module.imports(module);
  const wasiImports = Object.fromEntries(
    names.filter((one) => one.module !== "disk").map(({ name }) => [name, wasi[name]]),
  );
  const instance = await WebAssembly.instantiate(module, {
    disk: imports,
    wasi_snapshot_preview1: wasiImports,
  });
  exports = instance.exports;
  await WebAssembly.promising(exports._start)().catch((failure) => (printed += String(failure)));
  disk?.close();
  return printed;
}

/** The same in a Worker of its own, with the disk beside the program. */
export function runInWorker(module, opening, args = []) {
  const worker = new Worker(new URL("./disk_page_worker.mjs", import.meta.url), { type: "module" });
  return new Promise((resolve, reject) => {
    worker.onmessage = ({ data }) => resolve(data);
    worker.onerror = (event) => reject(new Error(event.message));
    worker.postMessage({ module, opening, args });
  }).finally(() => worker.terminate());
}
