// @ts-check
// Nodes of one mesh, each a process with a disk of its own.
import { join } from "node:path";
import { fileURLToPath } from "node:url";

import { Control } from "./control.mjs";
import { Server } from "./server.mjs";

const program = fileURLToPath(new URL("../../build/release/native/command/selvage", import.meta.url));
const local = ["--listen", "/ip4/127.0.0.1/tcp/0", "--mdns", "off"];

export class OurNode {
  /** @param {Server} server @param {Control} control */
  constructor(server, control) {
    this.server = server;
    this.control = control;
  }

  /** Answers as soon as it can be asked. @param {string} folder @param {string[]} words */
  static async start(folder, words) {
    const server = new Server(program, ["run", "--data", folder, ...words, ...local]);
    return new OurNode(server, await server.until("listening", () => Control.connect(folder)));
  }

  /** @param {string} what @param {(status: any) => boolean} condition */
  status(what, condition) {
    return this.server.until(what, async () => {
      const status = await this.control.ask("status");
      return condition(status) && status;
    });
  }

  async stop() {
    this.control.close();
    await this.server.stop();
  }
}

/** Who brings it becomes a Citizen. @param {string} folder @param {string} invite */
export const startCitizen = (folder, invite) => OurNode.start(folder, ["--as", "citizen", "--join", invite]);

/**
 * Authorities that all know one another and all vote; the first one leads.
 * @param {string} folder
 * @param {number} count
 */
export async function startMesh(folder, count) {
  const first = await OurNode.start(join(folder, "ours-1"), ["--id", "bench"]);
  await first.status("an Authority", ({ role }) => role === "authority");
  const { text: invite } = await first.control.ask("invite");
  const nodes = [first];
  for (let number = 2; number <= count; ++number) {
    const node = await startCitizen(join(folder, `ours-${number}`), invite);
    nodes.push(node);
    const { self } = await node.status("in the mesh", ({ mesh, peers }) => mesh && peers > 0);
    await first.control.ask("grant", { member: self, role: "authority" });
  }
  const { self } = await first.control.ask("status");
  for (const node of nodes)
    await node.status("one of as many Authorities as there are", (status) => {
      const { authorities_reachable, voters, leader } = status;
      return authorities_reachable === count && voters === count && leader === self;
    });
  return { first, nodes, invite, stop: async () => void (await Promise.all(nodes.map((node) => node.stop()))) };
}
