// DocumentHandle is a document in the module, as typed calls: the exports of web/wasm, one for one.
//
// A place names a node and is valid until the next edit. What a call shows besides its return value
// lies in the module's memory and is read at once, before any other call.
import type { Instance } from "../instance.js";
import type { Exports } from "../module_exports.js";
import { ByteReader, asNumberIfExact, decodeText } from "./byte_reader.js";
import type { ByteWriter } from "./byte_writer.js";
import { DocumentError, errorName } from "./errors.js";
import type { Step } from "./schema.js";
import { nodeKinds, type Leaf, type NodeKind } from "./values.js";

export type Place = number;
export const rootPlace: Place = 0;
const noPlace = -1; // 2^32 - 1, as JavaScript gets it.

// What stands in a slot: web/wasm/exports_reading.cpp.
const shownKinds = ["nothing", "null", "no", "yes", "integer", "real", "text", "bytes"] as const;
const nodeKind = 0x40;

// Where the parts of what is shown lie, in units of their size.
const shownNumber = 0; // Of 8 bytes.
const shownInteger = 1;
const shownAddress = 4; // Of 4 bytes.
const shownSize = 5;

export class DocumentHandle {
  readonly instance: Instance;
  readonly #shown: number;
  #handle: number;
  // Views of the module's memory, made again when it has grown.
  #numbers = new Float64Array();
  #integers = new BigInt64Array();
  #words = new Uint32Array();

  constructor(instance: Instance, handle: number) {
    this.instance = instance;
    this.#handle = handle;
    this.#shown = instance.calls.shown();
  }

  get calls(): Exports {
    return this.instance.calls;
  }

  /** A handle is used again after it was closed, so an old one must not reach the module. */
  get live(): number {
    if (this.#handle === 0)
      throw new DocumentError("closed", {
        what: "The document was closed.",
        remedy: "Close it when nothing uses it any more.",
      });
    return this.#handle;
  }
  get isClosed(): boolean {
    return this.#handle === 0;
  }
  /** The handle, for the last time. */
  end(): number {
    const handle = this.live;
    this.#handle = 0;
    return handle;
  }

  /** The node of that kind that is seen under a step; undefined if there is none. */
  placeUnder(place: Place, step: Step, kind: NodeKind): Place | undefined {
    const number = nodeKinds.indexOf(kind);
    const found =
      typeof step === "number"
        ? this.calls.document_place_at(this.live, place, step, number)
        : this.calls.document_place_under(this.live, place, this.#key(step), number);
    return found === noPlace ? undefined : found >>> 0;
  }

  /** A value, or which kind of node is there; undefined if nothing is. Bytes are a copy. */
  leafUnder(place: Place, step: Step): Leaf | { readonly nodeKind: NodeKind } | undefined {
    const kind = this.#slotUnder(place, step);
    if (kind >= nodeKind) return { nodeKind: nodeKinds[kind - nodeKind] as NodeKind };
    switch (shownKinds[kind]) {
      case "null":
        return null;
      case "no":
        return false;
      case "yes":
        return true;
      case "integer":
        return this.#integer();
      case "real":
        return this.#numberViews()[this.#shown / 8 + shownNumber] as number;
      case "text":
        return decodeText(this.instance.bytes, this.#address(), this.#size());
      case "bytes":
        return this.shownBytes().slice();
      default:
        return undefined;
    }
  }

  /** Calls `use` with the bytes as they lie in the module; undefined if there are none. */
  withBytesUnder<Result>(
    place: Place,
    step: Step,
    use: (bytes: Uint8Array) => Result,
  ): Result | undefined {
    if (shownKinds[this.#slotUnder(place, step)] !== "bytes") return undefined;
    return use(this.shownBytes());
  }

  /** How many values are under a step, counted up to one more than `valuesMax`. */
  weightUnder(place: Place, step: Step, valuesMax: number): number {
    return typeof step === "number"
      ? this.calls.document_weight_at(this.live, place, step, valuesMax)
      : this.calls.document_weight_under(this.live, place, this.#key(step), valuesMax);
  }

  size(place: Place): number {
    return this.calls.document_size(this.live, place);
  }

  text(place: Place, begin: number, end: number): string {
    const code = this.calls.document_text(this.live, place, begin, end);
    if (code < 0) throw wrongPosition(code, begin, end);
    return decodeText(this.instance.bytes, this.#address(), this.#size());
  }

  /** In how many runs a text lies there; below 0 if a position is none. */
  runs(place: Place, begin: number, end: number): number {
    return this.calls.document_runs(this.live, place, begin, end);
  }

  counter(place: Place): number | bigint {
    this.calls.document_counter(this.live, place);
    return this.#integer();
  }

  /** Some keys behind the one given, or the first of all. */
  keys(place: Place, behind: string | undefined): string[] {
    const size = behind === undefined ? 0 : this.#key(behind);
    this.calls.document_keys(this.live, place, size, behind === undefined ? 1 : 0);
    const reader = new ByteReader(this.shownBytes());
    const keys: string[] = [];
    while (!reader.atEnd) keys.push(reader.text());
    return keys;
  }

  /** The same of a set's members, as bytes of a leaf. */
  members(place: Place, behind: ByteWriter | undefined): Uint8Array {
    const size = behind === undefined ? 0 : this.#show(behind);
    this.calls.document_members(this.live, place, size, behind === undefined ? 1 : 0);
    return this.shownBytes();
  }

  has(place: Place, leaf: ByteWriter): boolean {
    return this.calls.document_has(this.live, place, this.#show(leaf)) === 1;
  }

  /** All of it as a tree, as it lies in the module; undefined if there are more values. */
  tree(place: Place, valuesMax: number): Uint8Array | undefined {
    if (this.calls.document_tree(this.live, place, valuesMax) < 0) return undefined;
    return this.shownBytes();
  }

  name(): string {
    this.calls.document_name(this.live);
    return decodeText(this.instance.bytes, this.#address(), this.#size());
  }

  /** A copy. */
  version(): Uint8Array<ArrayBuffer> {
    this.calls.document_version(this.live);
    return this.shownBytes().slice();
  }

  /** What was shown last: a view, for the next moment only. */
  shownBytes(): Uint8Array<ArrayBuffer> {
    const address = this.#address();
    return this.instance.bytes.subarray(address, address + this.#size());
  }

  #slotUnder(place: Place, step: Step): number {
    return typeof step === "number"
      ? this.calls.document_value_at(this.live, place, step)
      : this.calls.document_value_under(this.live, place, this.#key(step));
  }

  #key(key: string): number {
    const size = this.instance.showText(key);
    if (size >= 0) return size;
    throw new DocumentError("too_large", {
      what: `A key of ${key.length} characters is longer than any may be.`,
      remedy: "Keep it as a value, under a shorter name.",
    });
  }

  /** What fits into the window at once. */
  #show(writer: ByteWriter): number {
    const { bytes } = writer;
    if (bytes.length > this.instance.windowSize)
      throw new DocumentError("too_large", {
        what: `A set's member of ${bytes.length} bytes cannot be looked for.`,
        remedy: "Keep what is large in a map, under its hash.",
      });
    this.instance.show(bytes, () => {});
    return bytes.length;
  }

  #integer(): number | bigint {
    this.#numberViews();
    return asNumberIfExact(this.#integers[this.#shown / 8 + shownInteger] as bigint);
  }
  #address(): number {
    return this.#wordView()[this.#shown / 4 + shownAddress] as number;
  }
  #size(): number {
    return this.#wordView()[this.#shown / 4 + shownSize] as number;
  }

  #wordView(): Uint32Array {
    if (this.#words.length === 0) this.#words = new Uint32Array(this.instance.memory.buffer);
    return this.#words;
  }
  #numberViews(): Float64Array {
    if (this.#numbers.length === 0) {
      this.#numbers = new Float64Array(this.instance.memory.buffer);
      this.#integers = new BigInt64Array(this.instance.memory.buffer);
    }
    return this.#numbers;
  }
}

function wrongPosition(code: number, begin: number, end: number): DocumentError {
  return new DocumentError(errorName(code), {
    what: `There is no text from ${begin} to ${end}.`,
    remedy:
      "Positions count UTF-16 units, as JavaScript does, up to length; not within an emoji's two.",
  });
}
