// @ts-check
// Who the pages connect to: a terminal of ours, and js-libp2p with Yjs in Node. Each can be told to set an entry.
import { fork } from "node:child_process";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { at } from "../frame/site.mjs";
import { OurNode } from "../quorum/ours.mjs";

/**
 * @typedef {object} Counterpart
 * @property {(page?: "ws" | "direct") => string} hash what a page's address ends in to connect
 * @property {(key: string, value: string) => Promise<unknown>} set
 * @property {() => Promise<void>} stop
 */

const document = "state";

/**
 * A mesh of its own, or that of the invite.
 * @param {string} [into]
 * @returns {Promise<Counterpart & { node: OurNode, folder: string, invite: string }>}
 */
export async function startOurs(into) {
  const folder = await mkdtemp(join(tmpdir(), "selvage-bench-"));
  const mesh = into === undefined ? ["--id", "bench"] : ["--join", into];
  const node = await OurNode.start(folder, [...mesh, "--listen", "/ip4/127.0.0.1/udp/0/webrtc-direct"]);
  await node.status("in the mesh", ({ mesh, peers }) => mesh !== undefined && (into === undefined || peers > 0));
  const { text: invite } = await node.control.ask("invite");
  return {
    node,
    folder,
    invite,
    hash: () => `join=${invite}`,
    set: (path, value) => node.control.ask("set", { document, path, value }),
    async stop() {
      await node.stop();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

/**
 * By itself, or connected to the one at the address.
 * @param {string} [address]
 * @returns {Promise<Counterpart & { child: import("node:child_process").ChildProcess }>}
 */
export async function startTheirs(address) {
  const words = address === undefined ? [] : [address];
  const child = fork(at("bench/join/their_peer.mjs"), words, { execArgv: ["--no-warnings"] });
  const ended = new Promise((_, reject) => {
    child.once("exit", (code) => reject(new Error(`js-libp2p in Node ended with ${code}`)));
  });
  ended.catch(() => {}); // Of interest while somebody waits.
  /** @returns {Promise<any>} */
  const answer = () => Promise.race([ended, new Promise((resolve) => child.once("message", resolve))]);
  /** @type {{ addresses: string[] }} */
  const { addresses } = await answer();
  return {
    child,
    hash: (page) => addresses.find((address) => address.includes(page === "ws" ? "/ws/" : "/webrtc-direct/")) ?? "",
    set(key, value) {
      const set = answer();
      child.send({ key, value });
      return set;
    },
    async stop() {
      const gone = new Promise((resolve) => child.once("exit", resolve));
      child.disconnect();
      await gone;
    },
  };
}
