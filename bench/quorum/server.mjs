// @ts-check
// A server as a process: what was started here is ended here, however this program ends.
import { spawn } from "node:child_process";
import { createInterface } from "node:readline";
import { setTimeout as delay } from "node:timers/promises";

const stderrLines = 12;
const stopMax = 5_000; // Milliseconds.
const patience = 60_000;
const lookAgainAfter = 20;

/** @type {Set<import("node:child_process").ChildProcess>} */
const running = new Set();
process.on("exit", () => running.forEach((child) => child.kill("SIGKILL")));
for (const signal of /** @type {const} */ (["SIGINT", "SIGTERM", "SIGHUP"])) process.once(signal, () => process.exit(1));

export class Server {
  /** @type {string[]} */
  #stderr = [];
  #ending = "";

  /** @param {string} program @param {string[]} words */
  constructor(program, words) {
    this.name = [program, ...words].join(" ");
    this.child = spawn(program, words, { stdio: ["ignore", "ignore", "pipe"] });
    running.add(this.child);
    createInterface({ input: this.child.stderr }).on("line", (line) => {
      this.#stderr.push(line);
      if (this.#stderr.length > stderrLines) this.#stderr.shift();
    });
    /** @type {Promise<void>} */
    this.closed = new Promise((resolve) => {
      const end = (/** @type {string} */ ending) => {
        this.#ending = ending;
        running.delete(this.child);
        resolve();
      };
      this.child.on("error", (error) => end(`cannot be started: ${error.message}`));
      this.child.on("close", (code, signal) => end(`ended with ${code ?? signal}`));
    });
  }

  get pid() {
    return this.child.pid ?? 0;
  }

  /**
   * What `look` finds as soon as it finds something; what it throws meanwhile means: not yet.
   * @template Found
   * @param {string} what
   * @param {() => Promise<Found | undefined | false>} look
   * @returns {Promise<Found>}
   */
  async until(what, look) {
    const giveUpAt = performance.now() + patience;
    let last = "";
    while (performance.now() < giveUpAt && !this.#ending) {
      const found = await look().catch((error) => void (last = String(error)));
      if (found) return found;
      await delay(lookAgainAfter);
    }
    throw new Error([`${this.name} ${this.#ending || `is not ${what}`}`, last, ...this.#stderr].join("\n    "));
  }

  async stop() {
    this.child.kill("SIGTERM");
    const timer = setTimeout(() => this.child.kill("SIGKILL"), stopMax);
    await this.closed;
    clearTimeout(timer);
  }
}
