// @ts-check
// As much of gRPC over HTTP/2 (RFC 9113) as it takes to call a server that succeeds, so that the client is not what is
// measured: Node's own HTTP/2 takes some 100 µs of a processor for a call, this a tenth of it.
//
// Headers that come back are not read. A call has succeeded when its message came, which a server sends in no other case.
import { connect } from "node:net";

const type = { data: 0, headers: 1, reset: 3, settings: 4, ping: 6, goAway: 7, windowUpdate: 8 };
const flag = { acknowledgement: 1, endStream: 1, endHeaders: 4 };
const setting = { headerTableSize: 1, initialWindowSize: 4 };
const preface = Buffer.from("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n");
const frameHead = 9;
const messageHead = 5;
const windowMax = 2 ** 31 - 1;
const windowInitial = 65_535;

/** @param {number} kind @param {number} flags @param {number} stream @param {Buffer} payload */
function frame(kind, flags, stream, payload) {
  const bytes = Buffer.allocUnsafe(frameHead + payload.length);
  bytes.writeUIntBE(payload.length, 0, 3);
  bytes[3] = kind;
  bytes[4] = flags;
  bytes.writeUInt32BE(stream, 5);
  payload.copy(bytes, frameHead);
  return bytes;
}

/** @param {number} value */
function uint32(value) {
  const bytes = Buffer.allocUnsafe(4);
  bytes.writeUInt32BE(value);
  return bytes;
}

/** Fields that no table remembers (RFC 7541, 6.2.2). @param {string} path */
function headerBlock(path) {
  const [methodPost, schemeHttp] = [0x83, 0x86];
  const text = (/** @type {string} */ value) => [value.length, ...Buffer.from(value, "latin1")];
  const named = (/** @type {string} */ name, /** @type {string} */ value) => [0, ...text(name), ...text(value)];
  return Buffer.from([
    ...[methodPost, schemeHttp],
    ...named(":path", path),
    ...named(":authority", "localhost"),
    ...named("content-type", "application/grpc"),
    ...named("te", "trailers"),
  ]);
}

/**
 * @typedef {object} Call
 * @property {(message: Buffer) => void} hear
 * @property {(failure?: Error) => void} end
 */

export class GrpcConnection {
  /** @type {import("node:net").Socket} */
  #socket;
  /** @type {Map<number, Call>} */
  #calls = new Map();
  /** @type {Map<string, Buffer>} */
  #blocks = new Map();
  #last = -1;
  #window = windowInitial;
  /** What waits for room at the server. @type {{ stream: number, flags: number, bytes: Buffer }[]} */
  #waiting = [];
  /** @type {Buffer} */
  #rest = Buffer.alloc(0);
  /** @type {Buffer[]} */
  #out = [];

  /** @param {import("node:net").Socket} socket */
  constructor(socket) {
    this.#socket = socket;
    socket.setNoDelay(true);
    socket.on("data", (bytes) => this.#take(bytes));
    socket.on("error", (failure) => this.#fail(failure));
    socket.on("close", () => this.#fail(new Error("the server closed the connection")));
    const settings = Buffer.alloc(12);
    settings.writeUInt16BE(setting.headerTableSize, 0);
    settings.writeUInt16BE(setting.initialWindowSize, 6);
    settings.writeUInt32BE(windowMax, 8);
    this.#send(preface);
    this.#send(frame(type.settings, 0, 0, settings));
    this.#send(frame(type.windowUpdate, 0, 0, uint32(windowMax - windowInitial)));
  }

  /** @param {number} port on this machine @returns {Promise<GrpcConnection>} */
  static connect(port) {
    return new Promise((resolve, reject) => {
      const socket = connect(port, "127.0.0.1", () => resolve(new GrpcConnection(socket)));
      socket.once("error", reject);
    });
  }

  /** One message there and one back. @param {string} path @param {Buffer} message @returns {Promise<Buffer>} */
  call(path, message) {
    return new Promise((resolve, reject) => {
      /** @type {Buffer | undefined} */
      let answer;
      const hear = (/** @type {Buffer} */ bytes) => (answer = bytes);
      const end = (/** @type {Error | undefined} */ failure) =>
        answer && !failure ? resolve(answer) : reject(failure ?? new Error(`${path} was refused`));
      this.#begin(path, message, flag.endStream, { hear, end });
    });
  }

  /** One message there, and as many back as there are. @param {string} path @param {Buffer} message @param {Call} call */
  listen(path, message, call) {
    this.#begin(path, message, 0, call);
  }

  close() {
    this.#socket.removeAllListeners("close");
    this.#socket.destroy();
  }

  /** @param {string} path @param {Buffer} message @param {number} flags @param {Call} call */
  #begin(path, message, flags, call) {
    const stream = (this.#last += 2);
    const block = this.#blocks.get(path) ?? headerBlock(path);
    this.#blocks.set(path, block);
    this.#calls.set(stream, call);
    this.#send(frame(type.headers, flag.endHeaders, stream, block));
    const bytes = Buffer.allocUnsafe(messageHead + message.length);
    bytes[0] = 0; // Not compressed.
    bytes.writeUInt32BE(message.length, 1);
    message.copy(bytes, messageHead);
    this.#waiting.push({ stream, flags, bytes });
    this.#sendWaiting();
  }

  #sendWaiting() {
    for (let next = this.#waiting[0]; next && next.bytes.length <= this.#window; next = this.#waiting[0]) {
      this.#waiting.shift();
      this.#window -= next.bytes.length;
      this.#send(frame(type.data, next.flags, next.stream, next.bytes));
    }
  }

  /** What is said in one turn of the loop goes together. @param {Buffer} bytes */
  #send(bytes) {
    if (this.#out.push(bytes) > 1) return;
    process.nextTick(() => {
      const out = this.#out;
      this.#out = [];
      this.#socket.write(out.length === 1 && out[0] ? out[0] : Buffer.concat(out));
    });
  }

  /** @param {Buffer} bytes */
  #take(bytes) {
    let rest = this.#rest.length > 0 ? Buffer.concat([this.#rest, bytes]) : bytes;
    while (rest.length >= frameHead) {
      const end = frameHead + rest.readUIntBE(0, 3);
      if (rest.length < end) break;
      this.#hear(rest[3] ?? 0, rest[4] ?? 0, rest.readUInt32BE(5), rest.subarray(frameHead, end));
      rest = rest.subarray(end);
    }
    this.#rest = rest;
  }

  /** @param {number} kind @param {number} flags @param {number} stream @param {Buffer} payload */
  #hear(kind, flags, stream, payload) {
    const call = this.#calls.get(stream);
    if (kind === type.data) {
      // Answers are as small as a frame; none is cut in two.
      for (let at = 0; at < payload.length; at += messageHead + payload.readUInt32BE(at + 1))
        call?.hear(payload.subarray(at + messageHead, at + messageHead + payload.readUInt32BE(at + 1)));
    } else if (kind === type.settings && !(flags & flag.acknowledgement)) {
      this.#send(frame(type.settings, flag.acknowledgement, 0, Buffer.alloc(0)));
    } else if (kind === type.ping && !(flags & flag.acknowledgement)) {
      this.#send(frame(type.ping, flag.acknowledgement, 0, payload));
    } else if (kind === type.windowUpdate && stream === 0) {
      this.#window += payload.readUInt32BE(0);
      this.#sendWaiting();
    } else if (kind === type.goAway) {
      this.#fail(new Error(`the server ends the connection: ${payload.subarray(8).toString("latin1")}`));
    }
    const ends = (kind === type.data || kind === type.headers) && flags & flag.endStream;
    if (!call || !(ends || kind === type.reset)) return;
    this.#calls.delete(stream);
    call.end(kind === type.reset ? new Error("the server broke the call off") : undefined);
  }

  /** @param {Error} failure */
  #fail(failure) {
    for (const call of this.#calls.values()) call.end(failure);
    this.#calls.clear();
  }
}
