// Terminals that are to find one another by themselves, and nobody else: at a multicast port of their own.
import { createSocket } from "node:dgram";
import { Terminal } from "../../selvage/testing/terminal.js";

export class Neighbours {
  readonly #port: number;
  readonly #terminals: Terminal[] = [];

  private constructor(port: number) {
    this.#port = port;
  }
  static async make(): Promise<Neighbours> {
    return new Neighbours(await freePort());
  }

  /** What makes a terminal one of them. */
  get flags(): string[] {
    return ["--id", "Alpha", "--mdns", String(this.#port)];
  }

  /** One that is told no address, and is in the mesh. */
  async run(...flags: string[]): Promise<Terminal> {
    const terminal = await Terminal.run(...this.flags, ...flags);
    this.#terminals.push(terminal);
    return terminal;
  }

  async close(): Promise<void> {
    for (const terminal of this.#terminals.splice(0)) await terminal.close();
  }
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const socket = createSocket("udp4");
    socket.once("error", reject);
    socket.bind(0, () => {
      const { port } = socket.address();
      socket.close(() => resolve(port));
    });
  });
}
