// The Studio's panels, in the order of their keys.
import type { ComponentType } from "react";
import { DoctorPanel } from "./doctor/doctor_panel.js";
import { DocumentsPanel } from "./documents/documents_panel.js";
import { MeshPanel } from "./graph/mesh_panel.js";
import { InvitePanel } from "./invite/invite_panel.js";
import { LogPanel } from "./log/log_panel.js";
import { MembersPanel } from "./members/members_panel.js";
import { TasksPanel } from "./tasks/tasks_panel.js";
import type { IconName } from "./ui/icons.js";

export interface Panel {
  readonly id: string;
  readonly title: string;
  readonly icon: IconName;
  readonly Content: ComponentType;
}

export const panels: readonly Panel[] = [
  { id: "mesh", title: "Mesh", icon: "mesh", Content: MeshPanel },
  { id: "documents", title: "Documents", icon: "documents", Content: DocumentsPanel },
  { id: "log", title: "Log", icon: "log", Content: LogPanel },
  { id: "members", title: "Members", icon: "members", Content: MembersPanel },
  { id: "invite", title: "Invite", icon: "invite", Content: InvitePanel },
  { id: "health", title: "Health", icon: "doctor", Content: DoctorPanel },
  { id: "tasks", title: "Tasks", icon: "tasks", Content: TasksPanel },
];
