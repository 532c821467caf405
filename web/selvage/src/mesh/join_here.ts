// Joins a mesh with a brain in this thread, and is who it was if that was kept.
import type { Instance } from "../instance.js";
import { Swarm } from "../net/swarm.js";
import { MeshError } from "./errors.js";
import { LocalNode, type NodeDisk } from "./local_node.js";
import type { NodeUser } from "./node.js";

/** What is to be joined, once it is known what was left out. */
export interface Joining {
  readonly name: string;
  /** In place of the name, if it is not empty. */
  readonly invite: string;
  readonly keeps: boolean;
  readonly keepsEverything: boolean;
  /** What this runs in, for people. */
  readonly platform: string;
}

/** What is kept of a mesh, and who it is for. */
export interface KeptHere {
  readonly disk: NodeDisk;
  /** Of the key. */
  readonly seed: Uint8Array;
  /** The key was here before, and may have written what the disk does not know. */
  readonly isKnown: boolean;
}

/**
 * The node begins when it is given its user, to whom it tells what it has to tell from then on. Without `keep` it keeps
 * nothing.
 */
export async function prepareNode(
  instance: Instance,
  { invite, keepsEverything, platform, ...given }: Joining,
  keep: ((name: string) => Promise<KeptHere>) | undefined,
): Promise<(user: NodeUser) => LocalNode> {
  const name = invite === "" ? given.name : nameInInvite(instance, invite);
  const kept = await keep?.(name);
  return (user) => {
    let swarm: Swarm | undefined;
    try {
      swarm = new Swarm(instance, { ...(kept && { seed: kept.seed }), agent: "selvage", gossips: false });
      const node = new LocalNode(swarm, { name, invite, platform, keepsEverything, disk: kept?.disk, isKnown: kept?.isKnown ?? false }, user);
      if (typeof RTCPeerConnection !== "undefined" && typeof BroadcastChannel !== "undefined") swarm.joinTabs(`mesh ${name}`);
      return node;
    } catch (failure) {
      swarm?.close();
      void kept?.disk.close();
      throw failure;
    }
  };
}

/** The name is asked for before anything is opened, since what is kept lies by names. */
function nameInInvite(instance: Instance, invite: string): string {
  const size = instance.showText(invite);
  const isOne = size >= 0 && instance.calls.mesh_name_in_invite(size, Date.now()) !== 0;
  const shown = size < 0 ? "The text is too long to be an invite" : instance.shownText();
  if (!isOne) throw new MeshError("invite", shown, "Ask for another: `selvage invite` makes one.");
  return shown;
}
