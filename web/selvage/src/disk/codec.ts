// Requests of the brain and answers to it as bytes: the other side of core/store/disk_codec.h.
import { diskFaults, type DiskAnswer, type DiskRequest } from "./actions.js";
import { CoreError } from "../errors.js";

const answerFieldsSize = 8 + 1 + 3 * 8 + 4 + 4;

class FieldReader {
  readonly #bytes: Uint8Array;
  readonly #view: DataView;
  #at = 0;

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes;
    this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  }

  u8 = (): number => this.#view.getUint8(this.#go(1));
  u32 = (): number => this.#view.getUint32(this.#go(4), true);
  u64 = (): bigint => this.#view.getBigUint64(this.#go(8), true);
  /** Offsets and sizes, which no file reaches. */
  size = (): number => Number(this.u64());
  name = (): string => new TextDecoder().decode(this.#take(this.u8()));
  /** A copy: it leaves for a Worker. */
  bytes = (): Uint8Array<ArrayBuffer> => this.#take(this.u32()).slice();

  #take(size: number): Uint8Array {
    const begin = this.#go(size);
    return this.#bytes.subarray(begin, begin + size);
  }
  #go(size: number): number {
    this.#at += size;
    return this.#at - size;
  }
}

export function decodeRequest(bytes: Uint8Array): DiskRequest {
  const fields = new FieldReader(bytes);
  const ticket = fields.u64();
  const kind = fields.u8();
  switch (kind) {
    case 0: {
      const [file, isNew] = [fields.u64(), fields.u8() === 1];
      return { ticket, kind: "open", file, isNew, name: fields.name() };
    }
    case 1:
      return { ticket, kind: "close", file: fields.u64() };
    case 2:
      return { ticket, kind: "write", file: fields.u64(), offset: fields.size(), bytes: fields.bytes() };
    case 3:
      return { ticket, kind: "read", file: fields.u64(), offset: fields.size(), size: fields.u32() };
    case 4:
      return { ticket, kind: "sync", file: fields.u64() };
    case 5:
      return { ticket, kind: "resize", file: fields.u64(), size: fields.size() };
    case 6:
      return { ticket, kind: "rename", from: fields.name(), to: fields.name() };
    case 7:
      return { ticket, kind: "remove", name: fields.name() };
    case 8:
      return { ticket, kind: "syncNames" };
    case 9:
      return { ticket, kind: "list" };
    case 10:
      return { ticket, kind: "measure" };
    default:
      throw new CoreError(`the core asks its disk for something unknown: ${kind}`);
  }
}

export function encodeAnswer(answer: DiskAnswer): Uint8Array<ArrayBuffer> {
  const { ticket, fault, size = 0, space, files = [], bytes } = answer;
  const names = files.map(({ name }) => new TextEncoder().encode(name));
  const namesSize = names.reduce((sum, name) => sum + name.length + 9, 0);
  const whole = new Uint8Array(answerFieldsSize + namesSize + (bytes?.length ?? 0));
  const view = new DataView(whole.buffer);
  view.setBigUint64(0, ticket, true);
  view.setUint8(8, diskFaults.indexOf(fault));
  view.setBigUint64(9, BigInt(size), true);
  view.setBigUint64(17, BigInt(Math.trunc(space?.used ?? 0)), true);
  view.setBigUint64(25, BigInt(Math.trunc(space?.quota ?? 0)), true);
  view.setUint32(33, files.length, true);
  let at = 37;
  for (const [i, name] of names.entries()) {
    view.setUint8(at, name.length);
    whole.set(name, at + 1);
    view.setBigUint64(at + 1 + name.length, BigInt(files[i]?.size ?? 0), true);
    at += name.length + 9;
  }
  view.setUint32(at, bytes?.length ?? 0, true);
  if (bytes) whole.set(bytes, at + 4);
  return whole;
}
