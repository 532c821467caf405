// Tasks: what waits, runs and ended, who ran what and when, one of them in full, and this page as one that asks and works.
import { useMemo } from "react";
import { useShortcuts } from "../ui/shortcuts.js";
import { TaskCard } from "./task_card.js";
import { TaskList } from "./task_list.js";
import { TimelineCard } from "./timeline_card.js";
import { TryCard } from "./try_card.js";
import { useDesk, useLook } from "./use_desk.js";
import { WorkCard } from "./work_card.js";

export function TasksPanel() {
  useLook();
  const { desk, view } = useDesk();
  const chosen = view.tasks.find(({ task }) => task === view.chosen);
  useShortcuts(useMemo(() => ({ r: () => document.getElementById("try-script")?.focus() }), []));
  return (
    <div className="tasks-panel">
      <TaskList view={view} onChoose={(task) => desk.choose(task)} />
      <div className="side">
        {chosen && <TaskCard key={chosen.task} task={chosen} at={view.at} />}
        <TryCard />
        <WorkCard />
      </div>
      <TimelineCard view={view} onChoose={(task) => desk.choose(task)} />
    </div>
  );
}
