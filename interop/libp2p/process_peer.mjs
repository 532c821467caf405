// @ts-check
// A peer in a process of its own. What was started here is ended here, however this program ends.
import { spawn } from "node:child_process";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { Peer } from "./peer.mjs";

export const jsPeer = fileURLToPath(new URL("js_peer.mjs", import.meta.url));

const stderrLines = 12;
const startMax = 20_000; // Milliseconds.
const stopMax = 3_000;

/** @type {Set<import("node:child_process").ChildProcess>} */
const running = new Set();
process.on("exit", () => running.forEach((child) => child.kill("SIGKILL")));
for (const signal of /** @type {const} */ (["SIGINT", "SIGTERM", "SIGHUP"])) process.once(signal, () => process.exit(1));

export class ProcessPeer extends Peer {
  /**
   * @param {string} name
   * @param {string} program a program, or a script for Node if it ends in .mjs
   * @param {readonly string[]} [options]
   * @param {Record<string, string>} [environment] besides that of this program
   */
  constructor(name, program, options = [], environment = {}) {
    super(name, (command) => void this.child.stdin.write(`${JSON.stringify(command)}\n`));
    const [file, first] = program.endsWith(".mjs") ? [process.execPath, ["--no-warnings", program]] : [program, []];
    const env = { ...process.env, ...environment };
    this.child = spawn(file, [...first, ...options], { stdio: ["pipe", "pipe", "pipe"], env });
    running.add(this.child);
    /** @type {string[]} */
    this.stderr = [];
    this.child.stdin.on("error", () => {}); // That it is gone, its exit tells.
    createInterface({ input: this.child.stderr }).on("line", (line) => {
      this.stderr.push(line);
      if (this.stderr.length > stderrLines) this.stderr.shift();
    });
    createInterface({ input: this.child.stdout }).on("line", (line) => this.takeLine(line));
    this.child.on("error", (error) => this.end(`cannot be started: ${error.message}`));
    /** @type {Promise<void>} */
    this.closed = new Promise((resolve) => {
      this.child.on("close", (code, signal) => {
        running.delete(this.child);
        this.end(`ended with ${code ?? signal}`);
        resolve();
      });
    });
  }

  /**
   * @param {string} name
   * @param {string} program
   * @param {readonly string[]} [options]
   * @param {Record<string, string>} [environment]
   */
  static async start(name, program, options, environment) {
    const peer = new ProcessPeer(name, program, options, environment);
    try {
      await peer.becomeReady(startMax);
    } catch (error) {
      await peer.kill();
      throw error;
    }
    return peer;
  }

  /** @override */
  trouble() {
    return this.stderr.length > 0 ? `\n  its stderr ends:${this.stderr.map((line) => `\n    ${line}`).join("")}` : "";
  }

  /** @param {string} line */
  takeLine(line) {
    try {
      this.take(JSON.parse(line));
    } catch (error) {
      this.end(`wrote a line that is no JSON: ${line.slice(0, 300)} (${error})`);
    }
  }

  /** Ends it at once, as a crash would. */
  async kill() {
    this.child.kill("SIGKILL");
    await this.closed;
  }

  /** Ends it as it should be. Returns its exit code. @override */
  async stop() {
    if (this.child.exitCode === null && !this.gone) this.tell({ do: "stop" });
    const timer = setTimeout(() => this.child.kill("SIGKILL"), stopMax);
    await this.closed;
    clearTimeout(timer);
    return this.child.exitCode;
  }
}
