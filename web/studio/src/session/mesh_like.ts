// What the Studio asks of a mesh.
import type { Mesh } from "selvage";

export type MeshLike = Pick<
  Mesh,
  | "id"
  | "name"
  | "slot"
  | "doc"
  | "status"
  | "peers"
  | "members"
  | "documents"
  | "ping"
  | "invite"
  | "connect"
  | "grant"
  | "revoke"
  | "note"
  | "notes"
  | "on"
  | "close"
>;
