// @ts-check
// WebDriver BiDi over its WebSocket: commands and their results, and events for those who wait for them.
// @ts-expect-error ws brings no types along.
import { WebSocket } from "ws";

/** @typedef {Record<string, any>} Fields */

export class Bidi {
  /** @param {string} address where the browser says that it listens */
  static async connect(address) {
    const socket = new WebSocket(`${address}/session`);
    await new Promise((resolve, reject) => {
      socket.once("open", resolve);
      socket.once("error", reject);
    });
    return new Bidi(socket);
  }

  /** @param {any} socket */
  constructor(socket) {
    this.socket = socket;
    this.commands = 0;
    /** @type {Map<number, { resolve: (result: Fields) => void, reject: (error: Error) => void }>} */
    this.waiting = new Map();
    /** @type {((method: string, params: Fields) => void)[]} */
    this.listeners = [];
    socket.on("error", () => {}); // That it ended, its closing tells.
    socket.on("close", () => this.end());
    socket.on("message", (/** @type {Buffer} */ text) => this.take(JSON.parse(text.toString())));
  }

  /** @param {(method: string, params: Fields) => void} listener */
  listen(listener) {
    this.listeners.push(listener);
  }

  /**
   * The result of a command, or what it failed of.
   * @param {string} method
   * @param {Fields} [params]
   * @returns {Promise<Fields>}
   */
  send(method, params = {}) {
    return new Promise((resolve, reject) => {
      if (this.socket.readyState !== WebSocket.OPEN) return reject(new Error(`${method}: the browser is gone`));
      const id = ++this.commands;
      this.waiting.set(id, { resolve, reject: (error) => reject(new Error(`${method}: ${error.message}`)) });
      this.socket.send(JSON.stringify({ id, method, params }));
    });
  }

  /** @param {Fields} message */
  take({ type, id, method, params, result, error, message }) {
    if (type === "event") for (const listener of this.listeners) listener(method, params);
    const asked = this.waiting.get(id);
    this.waiting.delete(id);
    if (type === "success") asked?.resolve(result);
    if (type === "error") asked?.reject(new Error(`${error}, ${message}`));
  }

  end() {
    for (const { reject } of this.waiting.values()) reject(new Error("the browser is gone"));
    this.waiting.clear();
  }
}
