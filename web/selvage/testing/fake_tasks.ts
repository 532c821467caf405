// A wire for tests of tasks: bytes that are held are kept and handed out as a node does it, all else is answered by the test.
import { LineWire } from "../src/mesh/line_wire.js";
import { fromBase64, toBase64 } from "../src/tasks/base64.js";

export type Line = Record<string, unknown> & { readonly id: number; readonly do: string };

export class FakeTasks {
  readonly wire = new LineWire((line) => this.#hear(JSON.parse(new TextDecoder().decode(line)) as Line));
  /** All that was asked, but for bytes. */
  readonly asked: Line[] = [];
  /** How many lines each of what was held came in. */
  readonly holds: number[] = [];
  readonly #held = new Map<string, Uint8Array<ArrayBuffer>>();
  #parts: Uint8Array[] = [];
  /** Lines of content have no more than this. */
  pieceSize = 2 ** 20;
  fetches = 0;

  /** As if another member had brought them. */
  bring(bytes: Uint8Array<ArrayBuffer>): { hash: string; size: number } {
    const hash = `${this.#held.size}`.padStart(64, "0");
    this.#held.set(hash, bytes);
    return { hash, size: bytes.length };
  }
  held(where: unknown): Uint8Array | undefined {
    return this.#held.get((where as { hash: string }).hash);
  }
  answer(line: object): void {
    this.wire.take(JSON.stringify(line), (failure) => {
      throw failure;
    });
  }
  /** What was asked of this kind, as soon as it is there. */
  async next(act: string): Promise<Line> {
    for (let i = 0; i < 1_000; i++) {
      const at = this.asked.findIndex((line) => line.do === act);
      if (at >= 0) return this.asked.splice(at, 1)[0] as Line;
      await new Promise((resolve) => setTimeout(resolve));
    }
    throw new Error(`Nobody asked for ${act}`);
  }
  is(watch: Line, standing: object): void {
    this.answer({ id: watch.id, is: { generation: 1, worker: "12D3", permille: 0, attempts: [], ...standing } });
  }

  #hear(line: Line): void {
    const reply = (ok: unknown): void => queueMicrotask(() => this.answer({ id: line.id, ok }));
    if (line.do === "hold") {
      this.#parts.push(fromBase64(line.bytes as string));
      if (line.more === true) return reply({});
      this.holds.push(this.#parts.length);
      const all = Buffer.concat(this.#parts.splice(0));
      return reply(this.bring(Uint8Array.from(all)));
    }
    if (line.do !== "content") return void this.asked.push(line);
    this.fetches++;
    const bytes = this.#held.get(line.hash as string);
    if (!bytes) return queueMicrotask(() => this.answer({ id: line.id, error: "not-found", cause: "nobody has them", remedy: "wait" }));
    const at = line.offset as number;
    reply({ bytes: toBase64(bytes.subarray(at, at + this.pieceSize)), size: bytes.length });
  }
}
