// Core is the brain in this page, Worker or process: what `load()` gives.
//
//   const core = await load();
//   core.blake3(bytes);
//   const machine = core.pinger({ seed: 1n, count: 3, now: clock.now() });  // for drive()
//
// Crypto comes separately, since it is ten times the brain's size and not every page needs it at
// once.
import { requireBytes, requireCount, requireTime } from "./arguments.js";
import {
  compileOnce,
  compileSource,
  type Compiled,
  type Place,
  type WasmSource,
} from "./compile.js";
import { liveCrypto, type LiveCrypto } from "./crypto_imports.js";
import type { Document } from "./document/document.js";
import {
  createDocument,
  importDocument,
  loadDocument,
  type AuthorOptions,
  type DocumentOptions,
} from "./document/open.js";
import type { AnyMapSchema, Input } from "./document/schema.js";
import { Instance } from "./instance.js";
import { beginKeeping, joinHere, type JoinOptions } from "./join.js";
import type { Keeping } from "./mesh/keeping.js";
import type { Mesh } from "./mesh/mesh.js";
import { Swarm, type SwarmOptions } from "./net/swarm.js";
import { StreamMachine } from "./stream.js";

export interface LoadOptions {
  /** Where the module is, when not beside the package's script. No other place is tried then. */
  readonly wasm?: WasmSource;
  /** Fetch libsodium at once, as enableCrypto() does later. */
  readonly crypto?: boolean;
}

export interface PingerOptions {
  readonly seed: bigint;
  /** Pings to send; 0 means until the stream ends. */
  readonly count: number;
  /** Microseconds, of the same clock as all later calls. */
  readonly now: number;
}

const digestSize = 32;

export class Core {
  /**
   * The compiled module: post it to a Worker and load({ wasm: module }) there to compile only once.
   */
  readonly module: WebAssembly.Module;
  /** Where the module was found. */
  readonly loadedFrom: string;
  readonly #instance: Instance;
  readonly #crypto: LiveCrypto;

  constructor(compiled: Compiled, instance: WebAssembly.Instance, crypto: LiveCrypto) {
    this.module = compiled.module;
    this.loadedFrom = compiled.from;
    this.#instance = new Instance(instance);
    this.#crypto = crypto;
  }

  /** Of the module, in bytes. It grows and never shrinks. */
  get memorySize(): number {
    return this.#instance.memory.buffer.byteLength;
  }

  /** CRC-32C, going on from the checksum of what came before. */
  crc32c(bytes: Uint8Array, before = 0): number {
    requireBytes(bytes);
    let checksum = before;
    this.#instance.show(bytes, (size) => {
      checksum = this.#instance.calls.crc32c(size, checksum);
    });
    return checksum >>> 0;
  }

  blake3(bytes: Uint8Array): Uint8Array<ArrayBuffer> {
    requireBytes(bytes);
    const { calls, windowSize } = this.#instance;
    if (bytes.length <= windowSize) {
      this.#instance.show(bytes, calls.blake3);
    } else {
      calls.blake3_begin();
      this.#instance.show(bytes, calls.blake3_add);
      calls.blake3_finish();
    }
    return this.#instance.shown(digestSize);
  }

  /** The end of a ping stream that asks. */
  pinger({ seed, count, now }: PingerOptions): StreamMachine {
    const low = Number(BigInt.asUintN(32, seed));
    const high = Number(BigInt.asUintN(32, seed >> 32n));
    const handle = this.#instance.calls.stream_pinger(
      low,
      high,
      requireCount(count),
      requireTime(now),
    );
    return new StreamMachine(this.#instance, handle, now);
  }

  /** The end of a ping stream that answers. */
  responder(now: number): StreamMachine {
    const handle = this.#instance.calls.stream_responder(requireTime(now));
    return new StreamMachine(this.#instance, handle, now);
  }

  /** A new document, of one author. Fetches libsodium, which signs what is changed. */
  async createDocument<S extends AnyMapSchema>(
    schema: S,
    options: DocumentOptions & { readonly initial?: Input<S> } = {},
  ): Promise<Document<S>> {
    await this.enableCrypto();
    return createDocument(this.#instance, schema, options);
  }

  /** A document that goes on where the one that was saved stood; in slices. */
  async loadDocument<S extends AnyMapSchema>(
    schema: S,
    snapshot: Uint8Array,
    options: AuthorOptions = {},
  ): Promise<Document<S>> {
    requireBytes(snapshot);
    await this.enableCrypto();
    return loadDocument(this.#instance, schema, snapshot, options);
  }

  /** A new document of JSON, a text or its UTF-8, however large; in slices. */
  async importDocument<S extends AnyMapSchema>(
    schema: S,
    json: string | Uint8Array,
    options: DocumentOptions = {},
  ): Promise<Document<S>> {
    if (typeof json !== "string") requireBytes(json);
    await this.enableCrypto();
    return importDocument(this.#instance, schema, json, options);
  }

  /** A node of the network, for as long as the page lives. Fetches libsodium. */
  async createSwarm(options: SwarmOptions = {}): Promise<Swarm> {
    await this.enableCrypto();
    return new Swarm(this.#instance, options);
  }

  /**
   * Joins a mesh with this core, and so in this thread: by its name, by an invite, or by what the page's address says.
   * Fetches libsodium, and the disk if the page keeps what it has. The package's own join() can leave this thread free.
   */
  async join(how?: string | JoinOptions, /** @internal */ keeping: Keeping | undefined = beginKeeping(how)): Promise<Mesh> {
    try {
      await this.enableCrypto();
      return await joinHere(this.#instance, how, keeping);
    } finally {
      keeping?.drop();
    }
  }

  /** Fetches libsodium, once. Machines that need crypto may be made when this has resolved. */
  enableCrypto(): Promise<void> {
    return this.#crypto.enable(() => this.#instance.memory.buffer);
  }
}

export async function loadFrom(places: readonly Place[], options: LoadOptions): Promise<Core> {
  const crypto = liveCrypto();
  let instance: WebAssembly.Instance | undefined;
  // Fetched at the same time as the module. It looks for memory only when it is used.
  const enabled = options.crypto ? crypto.enable(() => (instance as WithMemory).exports.memory.buffer) : undefined;
  enabled?.catch(() => {}); // Told below, unless the module is missing: then that is.
  const compiled = await (options.wasm === undefined
    ? compileOnce(places)
    : compileSource(options.wasm));
  instance = await WebAssembly.instantiate(compiled.module, { crypto: crypto.imports });
  await enabled;
  return new Core(compiled, instance, crypto);
}

type WithMemory = WebAssembly.Instance & { readonly exports: { readonly memory: WebAssembly.Memory } };

let shared: Promise<Core> | undefined;

/** Joins a mesh with a core that all meshes of the page share. What can be begun together is. */
export async function joinShared(load: (options: LoadOptions) => Promise<Core>, how?: string | JoinOptions): Promise<Mesh> {
  const keeping = beginKeeping(how);
  shared ??= load({ crypto: true });
  try {
    return await (await shared).join(how, keeping);
  } catch (failure) {
    keeping?.drop();
    await shared.catch(() => (shared = undefined)); // A network may come back.
    throw failure;
  }
}
