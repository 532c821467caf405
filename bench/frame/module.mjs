// @ts-check
// Our WebAssembly modules as a page would hold them, and how bytes and texts cross into them and out. For contestants
// that drive a module call by call; what crossing costs is part of what they measure.
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";

/** What a module without WASI may ask for; the benchmarks need none of it. */
const refuse = () => {
  throw new Error("a benchmark called cryptography, which it does not have");
};

/** @param {string} name of a program in bench/CMakeLists.txt */
export function openModule(name) {
  const file = fileURLToPath(new URL(`../../build/wasm/bench/${name}.wasm`, import.meta.url));
  const module = new WebAssembly.Module(readFileSync(file));
  /** @type {Record<string, Record<string, () => never>>} */
  const imports = {};
  for (const wanted of WebAssembly.Module.imports(module)) (imports[wanted.module] ??= {})[wanted.name] = refuse;
  const exports = /** @type {Exports} */ (new WebAssembly.Instance(module, imports).exports);
  /** @type {() => void} */ (exports["_initialize"])?.();
  return exports;
}

/** @typedef {WebAssembly.Exports & Record<string, (...numbers: number[]) => number> & { memory: WebAssembly.Memory }} Exports */

/** Longer texts are left to the encoder, which costs more to call. */
const shortText = 24;

export class Crossing {
  #exports;
  #memory = new Uint8Array();
  #at = 0;
  #room = 0;
  #encoder = new TextEncoder();
  #decoder = new TextDecoder();

  /** @param {Exports} exports */
  constructor(exports) {
    this.#exports = exports;
  }

  /** Views end when the memory grows. */
  #look() {
    if (this.#memory.length === 0) this.#memory = new Uint8Array(this.#exports.memory.buffer);
    return this.#memory;
  }

  /** @param {number} size */
  #make(size) {
    this.#at = this.#exports["buffer"]?.(size) ?? 0;
    this.#room = size;
  }

  /** @param {Uint8Array} bytes @returns {number} their size */
  put(bytes) {
    if (bytes.length > this.#room) this.#make(bytes.length);
    this.#look().set(bytes, this.#at);
    return bytes.length;
  }

  /** @param {string} text @returns {number} its size as UTF-8 */
  putText(text) {
    if (text.length * 3 > this.#room) this.#make(text.length * 3);
    const bytes = this.#look();
    if (text.length <= shortText) {
      let i = 0;
      for (; i < text.length; ++i) {
        const unit = text.charCodeAt(i);
        if (unit >= 0x80) break;
        bytes[this.#at + i] = unit;
      }
      if (i === text.length) return i;
    }
    return this.#encoder.encodeInto(text, bytes.subarray(this.#at, this.#at + text.length * 3)).written;
  }

  /** A copy, as whoever sends it needs. @param {number} size */
  shown(size) {
    const at = this.#exports["shown"]?.() ?? 0;
    return this.#look().slice(at, at + size);
  }

  /** @param {number} size */
  shownText(size) {
    const at = this.#exports["shown_text"]?.() ?? 0;
    return this.#decoder.decode(this.#look().subarray(at, at + size));
  }

  /** Gives the buffers back. */
  forget() {
    this.#exports["forget"]?.();
    this.#room = 0;
  }
}
