// Contents are bytes that tasks speak of (CT36, spec/control.md): small ones stand in the line itself, larger ones are held by the node
// and named by their hash. Code is held once, however many tasks are of it.
import { MeshError } from "../mesh/errors.js";
import type { LineWire } from "../mesh/line_wire.js";
import { fromBase64, toBase64 } from "./base64.js";

export interface Elsewhere {
  readonly hash: string;
  readonly size: number;
}
/** Bytes in base64, or where they are. */
export type Content = string | Elsewhere;

export type Bytes = Uint8Array | ArrayBuffer;

const inlineSizeMax = 48 * 2 ** 10;
const contentSizeMax = 16 * 2 ** 20;
const partSizeMax = 2 * 2 ** 20;
/** A node forgets what was not used for the longest: when so much has been held since, code is held anew. */
const rememberedSizeMax = 24 * 2 ** 20;
const scriptsMax = 32;

interface Held {
  readonly where: Promise<Elsewhere>;
  /** Of all that was held, when this was. */
  readonly at: number;
}

export class Contents {
  readonly #wire: LineWire;
  /** Parts of two must not be mixed. */
  #last: Promise<unknown> = Promise.resolve();
  #heldSize = 0;
  readonly #modules = new WeakMap<object, Held>();
  readonly #scripts = new Map<string, Held>();

  constructor(wire: LineWire) {
    this.#wire = wire;
  }

  /** In the line, or held. */
  async place(bytes: Uint8Array): Promise<Content> {
    return bytes.length <= inlineSizeMax ? toBase64(bytes) : this.hold(bytes);
  }

  hold(bytes: Uint8Array): Promise<Elsewhere> {
    const held = this.#last.then(() => this.#hold(bytes));
    this.#last = held.catch(() => {});
    return held;
  }

  /** Remembered by the text, or by the object that has the bytes. */
  code(code: string | Bytes | Promise<Bytes>): Promise<Elsewhere> {
    const known = typeof code === "string" ? this.#scripts.get(code) : this.#modules.get(code);
    if (known && this.#heldSize - known.at < rememberedSizeMax) return known.where;
    const where = this.#holdCode(code);
    const held = { where, at: this.#heldSize };
    if (typeof code === "string") this.#rememberScript(code, held);
    else this.#modules.set(code, held);
    where.catch(() => (typeof code === "string" ? this.#scripts.delete(code) : this.#modules.delete(code)));
    return where;
  }

  async fetch(content: Content): Promise<Uint8Array<ArrayBuffer>> {
    if (typeof content === "string") return fromBase64(content);
    const bytes = new Uint8Array(content.size);
    for (let offset = 0; offset < content.size; ) {
      const piece = (await this.#wire.ask({ do: "content", ...content, offset })) as { bytes: string };
      const part = fromBase64(piece.bytes);
      if (part.length === 0 || part.length > content.size - offset)
        throw new MeshError("not-found", "The bytes are not as many as was said", "Ask for the task again.");
      bytes.set(part, offset);
      offset += part.length;
    }
    return bytes;
  }

  #rememberScript(code: string, held: Held): void {
    this.#scripts.delete(code);
    this.#scripts.set(code, held);
    const [oldest] = this.#scripts.keys();
    if (this.#scripts.size > scriptsMax && oldest !== undefined) this.#scripts.delete(oldest);
  }

  async #holdCode(code: string | Bytes | Promise<Bytes>): Promise<Elsewhere> {
    const bytes = typeof code === "string" ? new TextEncoder().encode(code) : bytesOf(await code);
    if (bytes.length === 0) throw new MeshError("bad-request", "The task has no code: it is empty", "Give it a module, a script or a shader.");
    return this.hold(bytes);
  }

  async #hold(bytes: Uint8Array): Promise<Elsewhere> {
    if (bytes.length > contentSizeMax)
      throw new MeshError("too-much", `These are ${bytes.length} bytes, and code, an input or an output has ${contentSizeMax} at most`, "Cut it into several tasks.");
    this.#heldSize += bytes.length;
    for (let at = 0; ; at += partSizeMax) {
      const more = at + partSizeMax < bytes.length;
      const answer = await this.#wire.ask({ do: "hold", bytes: toBase64(bytes.subarray(at, at + partSizeMax)), ...(more && { more }) });
      if (!more) return answer as Elsewhere;
    }
  }
}

export const bytesOf = (bytes: Bytes): Uint8Array => (bytes instanceof Uint8Array ? bytes : new Uint8Array(bytes));
