// What peer.cpp understands, and the program that it is.
import { spawn } from "node:child_process";
import { fileURLToPath } from "node:url";
import * as encoding from "lib0/encoding";

export const commands = {
  make: 0,
  apply: 1,
  encode: 2,
  stateVector: 3,
  lastUpdate: 4,
  structs: 5,
  transact: 6,
  json: 7,
  delta: 8,
  events: 9,
};

export const edits = {
  textInsert: 0,
  textInsertWith: 1,
  textErase: 2,
  textFormat: 3,
  textEmbed: 4,
  textType: 5,
  listInsert: 6,
  listPush: 7,
  listErase: 8,
  mapSet: 9,
  mapErase: 10,
};

/** @typedef {(encoder: encoding.Encoder) => void} Write */

const wasmRunner = fileURLToPath(new URL("../../tools/run_wasm.mjs", import.meta.url));

export class Peer {
  /** @param {string} program native, or WebAssembly */
  constructor(program) {
    const command = program.endsWith(".wasm")
      ? [process.execPath, "--no-warnings", wasmRunner, program]
      : [program];
    this.process = spawn(command[0], command.slice(1), { stdio: ["pipe", "pipe", "inherit"] });
    this.received = Buffer.alloc(0);
    /** @type {{resolve: (bytes: Uint8Array) => void, reject: (error: Error) => void}[]} */
    this.waiting = [];
    this.process.stdout.on("data", (chunk) => this.receive(chunk));
    this.process.on("error", (error) => this.fail(error));
    this.process.on("exit", (code, signal) => this.fail(new Error(`the peer ended with ${code ?? signal}`)));
  }

  /** @param {Error} error */
  fail(error) {
    for (const { reject } of this.waiting.splice(0)) reject(error);
  }

  /** @param {Buffer} chunk */
  receive(chunk) {
    this.received = Buffer.concat([this.received, chunk]);
    while (this.received.length >= 4 && this.received.length >= 4 + this.received.readUInt32LE()) {
      const size = this.received.readUInt32LE();
      const response = this.received.subarray(4, 4 + size);
      this.received = this.received.subarray(4 + size);
      const next = this.waiting.shift();
      if (response[0] === 0) next?.resolve(new Uint8Array(response.subarray(1)));
      else next?.reject(new Error(`the peer refused: ${response.subarray(1)}`));
    }
  }

  /**
   * @param {number} command
   * @param {number} document
   * @param {Write} [write]
   * @returns {Promise<Uint8Array>}
   */
  ask(command, document, write) {
    const encoder = encoding.createEncoder();
    encoding.writeUint8(encoder, command);
    encoding.writeVarUint(encoder, document);
    write?.(encoder);
    const request = encoding.toUint8Array(encoder);
    const size = Buffer.alloc(4);
    size.writeUInt32LE(request.length);
    this.process.stdin.write(Buffer.concat([size, request]));
    return new Promise((resolve, reject) => this.waiting.push({ resolve, reject }));
  }

  /**
   * @param {number} command
   * @param {number} document
   * @param {Write} [write]
   */
  async text(command, document, write) {
    return Buffer.from(await this.ask(command, document, write)).toString();
  }

  end() {
    this.process.stdin.end();
  }
}
