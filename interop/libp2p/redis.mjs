// @ts-check
// A client of Redis for the few commands by which the official interop tests meet: RESP over one connection.
import { connect } from "node:net";

/** @typedef {string | number | null | Error | any[]} Reply */

const lineEnd = "\r\n";

/** @param {readonly (string | number)[]} words */
export function encodeCommand(words) {
  const parts = words.map((word) => `$${Buffer.byteLength(String(word))}${lineEnd}${word}${lineEnd}`);
  return `*${words.length}${lineEnd}${parts.join("")}`;
}

/**
 * Reads a reply. Null if it is not all there yet.
 * @param {Buffer} bytes
 * @param {number} [from]
 * @returns {{ reply: Reply, end: number } | null}
 */
export function decodeReply(bytes, from = 0) {
  const lineStop = bytes.indexOf(lineEnd, from);
  if (lineStop < 0) return null;
  const line = bytes.toString("utf8", from + 1, lineStop);
  const end = lineStop + lineEnd.length;
  const size = Number(line);
  switch (String.fromCharCode(bytes[from] ?? 0)) {
    case "+":
      return { reply: line, end };
    case "-":
      return { reply: new Error(line), end };
    case ":":
      return { reply: size, end };
    case "$":
      if (size < 0) return { reply: null, end };
      if (bytes.length < end + size + lineEnd.length) return null;
      return { reply: bytes.toString("utf8", end, end + size), end: end + size + lineEnd.length };
    case "*":
      return size < 0 ? { reply: null, end } : decodeList(bytes, end, size);
    default:
      throw new Error(`not a reply of Redis: ${bytes.toString("latin1", from, from + 40)}`);
  }
}

/**
 * @param {Buffer} bytes
 * @param {number} from
 * @param {number} count
 */
function decodeList(bytes, from, count) {
  /** @type {Reply[]} */
  const reply = [];
  let end = from;
  for (let left = count; left > 0; --left) {
    const item = decodeReply(bytes, end);
    if (!item) return null;
    reply.push(item.reply);
    end = item.end;
  }
  return { reply, end };
}

export class Redis {
  /** @param {import("node:net").Socket} socket */
  constructor(socket) {
    this.socket = socket;
    /** @type {Buffer} */
    this.received = Buffer.alloc(0);
    /** @type {{ resolve: (reply: Reply) => void, reject: (error: Error) => void }[]} */
    this.waiting = [];
    socket.on("data", (bytes) => this.receive(bytes));
    socket.on("error", (error) => this.fail(error));
    socket.on("close", () => this.fail(new Error("Redis closed the connection")));
  }

  /** @param {string} address host:port @returns {Promise<Redis>} */
  static connect(address) {
    const [host = "", port = "6379"] = address.split(":");
    return new Promise((resolve, reject) => {
      const socket = connect(Number(port), host, () => resolve(new Redis(socket)));
      socket.once("error", reject);
    });
  }

  /** @param {Buffer} bytes */
  receive(bytes) {
    this.received = Buffer.concat([this.received, bytes]);
    for (let next = decodeReply(this.received); next; next = decodeReply(this.received)) {
      this.received = this.received.subarray(next.end);
      const waiting = this.waiting.shift();
      if (next.reply instanceof Error) waiting?.reject(next.reply);
      else waiting?.resolve(next.reply);
    }
  }

  /** @param {Error} error */
  fail(error) {
    for (const { reject } of this.waiting.splice(0)) reject(error);
  }

  /** @param {...(string | number)} words @returns {Promise<Reply>} */
  ask(...words) {
    return new Promise((resolve, reject) => {
      this.waiting.push({ resolve, reject });
      this.socket.write(encodeCommand(words));
    });
  }

  end() {
    this.socket.end();
  }
}
