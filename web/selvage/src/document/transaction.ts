// Transaction records what is done to a draft as commands, and hands them to the module in one call
// at the end; or before, if something is read that they may have changed. It is done whole or not at
// all.
import type { Exports } from "../module_exports.js";
import { ByteWriter } from "./byte_writer.js";
import { DocumentError, refusedEdit } from "./errors.js";
import type { DocumentHandle } from "./handle.js";
import type { Step } from "./schema.js";

// In the order of core/crdt/boundary/commands.h.
const commandKinds = [
  "put",
  "make",
  "remove",
  "insert_items",
  "insert_text",
  "erase_text",
  "erase_items",
  "add",
  "add_member",
  "remove_member",
] as const;
export type CommandKind = (typeof commandKinds)[number];

/**
 * What one transaction may weigh: more would take longer than a page should stop. It is about as
 * many microseconds on a machine of today.
 */
export const transactionWeightMax = 8000;
const commandWeight = 8;
const valueWeight = 4;
const bytesOfWeight = 16;

export class Transaction {
  readonly #handle: DocumentHandle;
  readonly #now: () => number;
  readonly #edited: () => void;
  readonly #writer = new ByteWriter();
  // How often items came to other positions, by the path of their list.
  readonly #moves = new Map<string, number>();
  #before: readonly Step[] = [];
  #hasHandedOver = false;
  #weight = 0;
  readonly #commands: { kind: CommandKind; path: readonly Step[] }[] = [];
  #failure: unknown;
  #isOver = false;

  constructor(handle: DocumentHandle, now: () => number, edited: () => void) {
    this.#handle = handle;
    this.#now = now;
    this.#edited = edited;
  }

  /** What comes behind the path is written by `rest`. */
  record(kind: CommandKind, path: readonly Step[], rest: (writer: ByteWriter) => void): void {
    if (this.#isOver)
      throw new DocumentError("not_editing", {
        what: "The transaction of this draft is over.",
        remedy: "Begin another with document.change(), and do not keep drafts.",
      });
    if (this.#failure) throw this.#failure;
    const begin = this.#writer.size;
    const valuesBefore = this.#writer.values;
    try {
      this.#writer.u8(commandKinds.indexOf(kind));
      this.#path(path);
      rest(this.#writer);
      this.#weigh(this.#writer.size - begin, this.#writer.values - valuesBefore);
    } catch (failure) {
      // It has no part in what was recorded.
      this.#writer.truncate(begin);
      this.#writer.values = valuesBefore;
      throw failure;
    }
    this.#before = path;
    this.#commands.push({ kind, path });
  }

  movesIn(list: readonly Step[]): number {
    return this.#moves.get(JSON.stringify(list)) ?? 0;
  }
  moved(list: readonly Step[]): void {
    this.#moves.set(JSON.stringify(list), this.movesIn(list) + 1);
  }

  /** Hands over what was recorded: what is read then shows it. */
  settle(): void {
    if (this.#writer.size === 0 || this.#failure) return;
    const size = this.#handOver();
    const { calls, live } = this.#handle;
    this.#judge(calls.document_perform(live, size, this.#now()));
  }

  /** Whether anything was changed. */
  commit(joinsUndo: boolean): boolean {
    if (this.#failure) throw this.#failure;
    this.#isOver = true;
    if (!this.#hasHandedOver && this.#writer.size === 0) return false;
    const size = this.#handOver();
    const { calls, live } = this.#handle;
    const code = calls.document_edit(live, size, this.#now(), joinsUndo ? 1 : 0);
    this.#judge(code);
    return code === 1;
  }

  abandon(): void {
    this.#isOver = true;
    if (!this.#hasHandedOver) return;
    const { calls, live }: { calls: Exports; live: number } = this.#handle;
    calls.document_abandon(live, this.#now());
    this.#edited();
  }

  #path(path: readonly Step[]): void {
    let kept = 0;
    const shorter = Math.min(path.length, this.#before.length);
    while (kept < shorter && path[kept] === this.#before[kept]) ++kept;
    this.#writer.varint(kept);
    writeSteps(this.#writer, path.slice(kept));
  }

  #weigh(size: number, values: number): void {
    const weight = commandWeight + values * valueWeight + size / bytesOfWeight;
    if (this.#weight + weight > transactionWeightMax)
      throw new DocumentError("too_large", {
        what:
          `A transaction takes some ${transactionWeightMax / commandWeight} edits, ` +
          `${transactionWeightMax / valueWeight} values or ` +
          `${Math.floor((transactionWeightMax * bytesOfWeight) / 1024)} KiB, ` +
          "so that the page need not stop for it.",
        remedy: "Use several, or importDocument() for a whole document.",
      });
    this.#weight += weight;
  }

  /** All but what stands in the window afterwards, whose size it returns. */
  #handOver(): number {
    const { instance, calls, live } = this.#handle;
    const { bytes } = this.#writer;
    let inWindow = 0;
    let handed = 0;
    instance.show(bytes, (size) => {
      handed += size;
      if (handed < bytes.length) calls.document_commands(live, size);
      else inWindow = size;
    });
    this.#hasHandedOver = true;
    this.#writer.clear();
    this.#before = [];
    return inWindow;
  }

  #judge(code: number): void {
    this.#edited();
    if (code >= 0) return;
    this.#isOver = true;
    const { calls, live } = this.#handle;
    const failed = this.#commands[calls.document_commands_done(live)];
    const where = failed ? `${failed.kind} at ${describePath(failed.path)}` : "The transaction";
    this.#failure = refusedEdit(code, where);
    throw this.#failure;
  }
}

/** As core/crdt/boundary/commands.h has paths. */
export function writeSteps(writer: ByteWriter, steps: readonly Step[]): void {
  writer.varint(steps.length);
  for (const step of steps) {
    if (typeof step === "number") writer.varint(step * 2 + 1);
    else writer.text(step, 2);
  }
}

export function describePath(path: readonly Step[]): string {
  if (path.length === 0) return "the root";
  return path
    .map((step, index) => (typeof step === "number" ? `[${step}]` : index > 0 ? `.${step}` : step))
    .join("");
}
