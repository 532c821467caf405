// A terminal of the tests: `selvage run` as a process with a data directory of its own, and commands that ask it.
import { execFile, spawn, type ChildProcess } from "node:child_process";
import { mkdtemp, rm } from "node:fs/promises";
import { connect } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";

const program = fileURLToPath(new URL("../../../build/release/native/command/selvage", import.meta.url));
const addresses = ["/ip4/127.0.0.1/tcp/0", "/ip4/127.0.0.1/udp/0/webrtc-direct"];
const readyPattern = /in the mesh/;

export class Terminal {
  readonly data: string;
  #process: ChildProcess | undefined;
  #log = "";

  private constructor(data: string) {
    this.data = data;
  }

  /** Runs until it is in its mesh; closed with close(). */
  static async run(...flags: string[]): Promise<Terminal> {
    const terminal = new Terminal(await mkdtemp(join(tmpdir(), "selvage-terminal-")));
    await terminal.start(...flags);
    return terminal;
  }

  /** Again, behind kill(). */
  async start(...flags: string[]): Promise<void> {
    const listening = addresses.flatMap((address) => ["--listen", address]);
    const words = ["run", "--data", this.data, "--mdns", "off", ...listening, ...flags];
    // Not the settings of who runs the tests.
    const env = { ...process.env, XDG_CONFIG_HOME: this.data };
    const running = spawn(program, words, { env, stdio: ["ignore", "ignore", "pipe"] });
    this.#process = running;
    this.#log = "";
    await new Promise<void>((resolve, reject) => {
      running.once("exit", (code) => reject(new Error(`It ended with ${code}: ${this.#log}`)));
      running.stderr?.on("data", (text) => {
        this.#log += String(text);
        if (readyPattern.test(this.#log)) resolve();
      });
    });
  }

  get log(): string {
    return this.#log;
  }

  /** A command to this node, answered in JSON. */
  async ask(...words: string[]): Promise<unknown> {
    const { stdout } = await promisify(execFile)(program, [...words, "--data", this.data, "--json"]);
    return JSON.parse(stdout);
  }
  /** A request on its control socket, as programs make them; how it was answered. */
  request(wanted: { readonly do: string; readonly [field: string]: unknown }): Promise<unknown> {
    return new Promise((resolve, reject) => {
      const socket = connect(join(this.data, "control"));
      let answer = "";
      socket.once("error", reject);
      socket.setEncoding("utf8").on("data", (text) => {
        answer += String(text);
        if (answer.endsWith("\n")) socket.end();
      });
      socket.once("close", () => resolve(JSON.parse(answer)));
      socket.write(`${JSON.stringify({ id: 1, ...wanted })}\n`);
    });
  }
  /** A program that stays at the control socket: it asks, keeps the last answer to each request by its id, and leaves with close(). */
  async program(): Promise<{ ask(id: number, wanted: object): void; readonly last: ReadonlyMap<number, unknown>; close(): void }> {
    const socket = connect(join(this.data, "control"));
    await new Promise<void>((resolve, reject) => socket.once("connect", resolve).once("error", reject));
    const last = new Map<number, unknown>();
    createInterface(socket).on("line", (line) => {
      const { id, ...answer } = JSON.parse(line) as { id: number };
      last.set(id, answer);
    });
    return { ask: (id, wanted) => void socket.write(`${JSON.stringify({ id, ...wanted })}\n`), last, close: () => void socket.end() };
  }
  async invite(...flags: string[]): Promise<string> {
    return ((await this.ask("invite", ...flags)) as { text: string }).text;
  }

  /** Stands still, as on a machine that sleeps, until it is woken. */
  sleep(): void {
    this.#process?.kill("SIGSTOP");
  }
  wake(): void {
    this.#process?.kill("SIGCONT");
  }

  /** As a power cut for the process. */
  async kill(signal: "SIGKILL" | "SIGTERM" = "SIGKILL"): Promise<void> {
    const running = this.#process;
    this.#process = undefined;
    if (!running || running.exitCode !== null) return;
    const gone = new Promise((resolve) => running.once("exit", resolve));
    running.kill(signal);
    await gone;
  }

  async close(): Promise<void> {
    await this.kill();
    await rm(this.data, { recursive: true, force: true });
  }
}

/** Asks again until the answer is this one. */
export async function until<Value>(ask: () => Promise<Value>, isRight: (value: Value) => boolean, patience = 30_000): Promise<Value> {
  const pause = 50;
  let last: unknown;
  for (const end = Date.now() + patience; Date.now() < end; ) {
    try {
      const value = await ask();
      if (isRight(value)) return value;
      last = value;
    } catch (failure) {
      last = failure;
    }
    await new Promise((resolve) => setTimeout(resolve, pause));
  }
  throw new Error(`It never came to be so; last: ${last instanceof Error ? last.message : JSON.stringify(last)}`);
}
