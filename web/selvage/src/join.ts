// Joining a mesh from a page: by its name, by an invite, or by what the page's own address says (?id=Alpha, #join=…).
import type { Instance } from "./instance.js";
import { MeshError } from "./mesh/errors.js";
import { prepareNode, type Joining } from "./mesh/join_here.js";
import { Keeping } from "./mesh/keeping.js";
import { Mesh } from "./mesh/mesh.js";
import type { Thread } from "./mesh/node.js";
import { platformText } from "./mesh/platform.js";

export interface JoinOptions {
  /** The mesh's name. */
  readonly name?: string;
  /** An invite in its place: the link, or the text of its QR code. */
  readonly invite?: string;
  /** Whether the page keeps what it has on its disk, and who it is; true unless told. */
  readonly keeps?: boolean;
  /** Whether it has all documents, or those that it opens; false unless told. */
  readonly keepsEverything?: boolean;
  /**
   * Where its brain is to run: in a `worker` of its own unless told, which leaves the page's thread free; or `here`, in the
   * thread that joins, where a write is in what is watched before the call returns. Where no Worker can be had it runs
   * `here`; `mesh.thread` says which it is.
   */
  readonly thread?: Thread;
}

/** What the page keeps, begun ahead of its core; undefined if it is to keep nothing, or cannot. */
export function beginKeeping(how?: string | JoinOptions): Keeping | undefined {
  const keeps = typeof how === "string" ? true : (how?.keeps ?? true);
  return keeps ? Keeping.begin() : undefined;
}

/** What was left out is taken from the page's address, or is as most have it. */
export function joiningOf(how?: string | JoinOptions): Joining {
  const given = typeof how === "string" ? { name: how } : (how ?? {});
  const { invite = "", name = "", keeps = true, keepsEverything = false }: JoinOptions =
    "name" in given || "invite" in given ? given : { ...fromAddress(), ...given };
  if (invite === "" && name === "")
    throw new MeshError("bad-request", "No mesh was named", 'Name it: join("Alpha"), or open the page with ?id=Alpha.');
  return { name, invite, keeps, keepsEverything, platform: platformText() };
}

/** With a brain in this thread. */
export async function joinHere(
  instance: Instance,
  how: string | JoinOptions | undefined,
  keeping: Keeping | undefined,
): Promise<Mesh> {
  return new Mesh(await prepareNode(instance, joiningOf(how), keeping && ((name) => keeping.open(name))));
}

function fromAddress(): JoinOptions {
  if (typeof location === "undefined") return {};
  const [, text] = location.hash.split("join=");
  if (text !== undefined) return { invite: text.startsWith("SELVAGE:") ? text : location.href };
  return { name: new URLSearchParams(location.search).get("id") ?? "" };
}
