// @ts-check
// A peer that is told what to do and says what happens, whatever carries its commands and events: the
// base of those in processes and in pages. Events are kept until somebody expects them.

/** @typedef {import("./session.mjs").Command} Command */
/** @typedef {import("./session.mjs").Event} Event */

/**
 * What an event must hold: values, or functions that judge them.
 * @typedef {Record<string, any>} Fields
 */

/**
 * @typedef {{ kind: string | string[], fields: Fields, resolve: (event: Event) => void, reject: (error: Error) => void }} Waiting
 */

const waitMax = 10_000; // Milliseconds, where nothing else is said.
const answerMax = 25_000; // A command's own limit comes first, and says more.
const recentCount = 6;

/**
 * @param {Event} event
 * @param {string | string[]} kind one, or several of which any will do
 * @param {Fields} fields
 */
function matches(event, kind, fields) {
  if (![kind].flat().includes(event["event"])) return false;
  return Object.entries(fields).every(([name, expected]) =>
    typeof expected === "function" ? expected(event[name]) : event[name] === expected,
  );
}

/** @param {Fields} fields */
const show = (fields) =>
  JSON.stringify(fields, (_, value) => (typeof value === "function" ? `(${value})` : value));

/** @param {Event} event */
function brief(event) {
  const text = JSON.stringify(event);
  return text.length <= 300 ? text : `${text.slice(0, 300)}…`;
}

export class Peer {
  /**
   * @param {string} name in error texts
   * @param {(command: Command) => void} carry
   */
  constructor(name, carry) {
    this.name = name;
    this.carry = carry;
    this.id = ""; // Its peer id, once it is ready.
    this.isJs = false; // Whether it is js-libp2p, whose ways are known.
    this.isPage = false;
    /** @type {Event[]} */
    this.events = [];
    /** @type {string[]} */
    this.recent = [];
    /** @type {Waiting[]} */
    this.waiting = [];
    /** @type {Error | undefined} */
    this.gone = undefined;
    this.commands = 0;
  }

  /** @param {number} [time] milliseconds */
  async becomeReady(time) {
    const { peer, implementation } = await this.expect("ready", {}, time);
    this.id = peer;
    this.isJs = implementation === "js-libp2p";
  }

  /** What else there is to say of it when something fails. */
  trouble() {
    return "";
  }

  /** @param {string} what */
  error(what) {
    const recent = this.recent.map((line) => `\n    ${line}`).join("");
    return new Error(`${this.name}: ${what}${recent && `\n  its last events:${recent}`}${this.trouble()}`);
  }

  /** @param {Event} event */
  take(event) {
    this.recent.push(brief(event));
    if (this.recent.length > recentCount) this.recent.shift();
    const place = this.waiting.findIndex(({ kind, fields }) => matches(event, kind, fields));
    if (place < 0) this.events.push(event);
    else this.waiting.splice(place, 1)[0]?.resolve(event);
  }

  /** @param {string} what */
  end(what) {
    this.gone ??= this.error(what);
    for (const { reject } of this.waiting.splice(0)) reject(this.gone);
  }

  /**
   * The oldest event of that kind that nobody had yet; waits for it.
   * @param {string | string[]} kind
   * @param {Fields} [fields]
   * @param {number} [time] milliseconds
   * @returns {Promise<Event>}
   */
  async expect(kind, fields = {}, time = waitMax) {
    const place = this.events.findIndex((event) => matches(event, kind, fields));
    const [found] = place < 0 ? [] : this.events.splice(place, 1);
    if (found) return found;
    if (this.gone) throw this.gone;
    return new Promise((resolve, reject) => {
      /** @type {Waiting} */
      const waiting = {
        kind,
        fields,
        resolve: (event) => (clearTimeout(timer), resolve(event)),
        reject: (error) => (clearTimeout(timer), reject(error)),
      };
      const timer = setTimeout(() => {
        this.waiting.splice(this.waiting.indexOf(waiting), 1);
        reject(this.error(`no event "${kind}" ${show(fields)} within ${time} ms`));
      }, time);
      this.waiting.push(waiting);
    });
  }

  /** Takes away what nobody expected. @param {string} kind @param {Fields} [fields] */
  discard(kind, fields = {}) {
    const found = this.events.filter((event) => matches(event, kind, fields));
    this.events = this.events.filter((event) => !found.includes(event));
    return found;
  }

  /** @param {Command} command */
  tell(command) {
    if (this.gone) throw this.gone;
    this.carry(command);
  }

  /**
   * The result of a command, or what it failed of.
   * @param {Command} command
   * @returns {Promise<Event>}
   */
  async ask(command) {
    const id = ++this.commands;
    this.tell({ ...command, id });
    const result = await this.expect(["done", "failed"], { id }, answerMax);
    if (result["event"] === "done") return result;
    const { reason, advice } = result;
    throw this.error(`${JSON.stringify(command)} failed: ${reason}${advice ? ` (${advice})` : ""}`);
  }

  /** Asks for what must not succeed. @param {Command} command */
  async refuse(command) {
    /** @type {Event} */
    let result;
    try {
      result = await this.ask(command);
    } catch (error) {
      if (this.gone) throw error;
      return String(error);
    }
    throw this.error(`${JSON.stringify(command)} should have failed, but: ${brief(result)}`);
  }

  /** @param {string} address @returns {Promise<string>} where it listens in fact */
  async listen(address) {
    await this.ask({ do: "listen", address });
    return (await this.expect("listening"))["address"];
  }

  /** Ends it as it should be. @returns {Promise<unknown>} */
  async stop() {
    return undefined;
  }
}
