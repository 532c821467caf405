// @ts-check
// A session at the control socket of a node (spec/control.md): as many requests at once as are asked.
import { closeSync, openSync } from "node:fs";
import { connect } from "node:net";

/** @typedef {{ id: number, is?: unknown, ok?: unknown, error?: string, cause?: string }} Answer */
/** @typedef {{ resolve: (ok: any) => void, reject: (failure: Error) => void }} Asked */

export class Control {
  /** @type {import("node:net").Socket} */
  #socket;
  /** @type {Map<number, Asked>} */
  #asked = new Map();
  /** @type {Map<number, (value: unknown) => void>} */
  #watches = new Map();
  #last = 0;
  #rest = "";
  #out = "";

  /** @param {import("node:net").Socket} socket */
  constructor(socket) {
    this.#socket = socket;
    socket.setEncoding("utf8");
    socket.on("data", (text) => this.#take(String(text)));
    socket.on("error", (failure) => this.#fail(failure));
    socket.on("close", () => this.#fail(new Error("the node has ended the session")));
  }

  /** The name of a socket has to be short, that of the folder need not be. @param {string} folder @returns {Promise<Control>} */
  static async connect(folder) {
    const directory = openSync(folder, "r");
    try {
      return await new Promise((resolve, reject) => {
        const path = `/proc/self/fd/${directory}/control`;
        const socket = connect(path, () => resolve(new Control(socket.removeListener("error", reject))));
        socket.once("error", reject);
      });
    } finally {
      closeSync(directory);
    }
  }

  /** @param {string} what @param {object} [fields] @returns {Promise<any>} */
  ask(what, fields) {
    return new Promise((resolve, reject) => {
      const id = ++this.#last;
      this.#asked.set(id, { resolve, reject });
      this.#send({ id, do: what, ...fields });
    });
  }

  /** @param {string} document @param {string} path @param {(value: unknown) => void} hear */
  watch(document, path, hear) {
    const id = ++this.#last;
    this.#watches.set(id, hear);
    this.#send({ id, do: "watch", document, path });
  }

  close() {
    this.#socket.removeAllListeners("close");
    this.#socket.destroy();
  }

  /** What is said in one turn of the loop goes together. @param {object} request */
  #send(request) {
    if (this.#out === "")
      process.nextTick(() => {
        this.#socket.write(this.#out);
        this.#out = "";
      });
    this.#out += `${JSON.stringify(request)}\n`;
  }

  /** @param {string} text */
  #take(text) {
    const lines = (this.#rest + text).split("\n");
    this.#rest = lines.pop() ?? "";
    for (const line of lines) this.#hear(JSON.parse(line));
  }

  /** @param {Answer} answer */
  #hear(answer) {
    if ("is" in answer) return this.#watches.get(answer.id)?.(answer.is);
    const asked = this.#asked.get(answer.id);
    this.#asked.delete(answer.id);
    if ("ok" in answer) asked?.resolve(answer.ok);
    else asked?.reject(new Error(`${answer.error}: ${answer.cause}`));
  }

  /** @param {Error} failure */
  #fail(failure) {
    for (const asked of this.#asked.values()) asked.reject(failure);
    this.#asked.clear();
  }
}
