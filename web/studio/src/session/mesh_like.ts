// What the Studio asks of a mesh.
import type { Mesh, MeshWork, TaskHandle, TaskOptions, WorkOptions } from "selvage";

export type TaskLike = Pick<TaskHandle, "id" | "accepted" | "standing" | "result" | "watch" | "onLog" | "cancel">;
export type WorkLike = Pick<MeshWork, "engines" | "places" | "running" | "isOffering" | "failure" | "stop">;

export interface MeshLike
  extends Pick<
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
    | "tasks"
    | "on"
    | "close"
  > {
  task(options: TaskOptions): TaskLike;
  taskOf(id: string): TaskLike;
  work(options: WorkOptions): Promise<WorkLike>;
}
