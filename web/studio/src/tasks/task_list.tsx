// All tasks that are known, as a list in which one is chosen by arrow keys. Only the rows in sight exist.
import { useEffect, useLayoutEffect, useMemo, useRef, useState, type KeyboardEvent } from "react";
import { rowsInSight } from "../log/window.js";
import { useStudio, useView } from "../session/use_studio.js";
import { WithCode } from "../ui/with_code.js";
import { countText, roleText } from "../ui/words.js";
import { rowAfter } from "./list_keys.js";
import { ageText, found, groupOf, groups, nameOf, stateTexts, type Group, type SeenTask } from "./seen_task.js";
import { followedMax, listedMax, type DeskView } from "./task_desk.js";
import { useNames } from "./use_desk.js";

const rowHeight = 52;
const firstHeight = 400;
const taskNamePattern = /^[0-9a-f]{32}$/;

const groupNames: Readonly<Record<Group, string>> = { running: "Running", waiting: "Waiting", ended: "Ended" };

interface ListProps {
  readonly view: DeskView;
  readonly onChoose: (task: string | undefined) => void;
}

export function TaskList({ view, onChoose }: ListProps) {
  const [words, setWords] = useState("");
  const [wanted, setWanted] = useState<ReadonlySet<Group>>(new Set<Group>());
  const shown = useMemo(() => found(view.tasks, { words, groups: wanted }), [view.tasks, words, wanted]);
  const toggle = (group: Group): void => {
    const next = new Set(wanted);
    if (!next.delete(group)) next.add(group);
    setWanted(next);
  };
  const count = (group: Group): number => view.tasks.filter(({ state }) => groupOf(state) === group).length;
  return (
    <section className="card task-list" aria-labelledby="tasks-title">
      <header className="log-head">
        <h2 id="tasks-title" className="unseen">
          Tasks
        </h2>
        <input
          type="search"
          data-first-field
          placeholder="Words, or a task's name"
          aria-label="Filter by words, or a task's name"
          value={words}
          onChange={(event) => setWords(event.target.value)}
        />
        <div className="chips" role="group" aria-label="Which tasks">
          {groups.map((group) => (
            <button key={group} type="button" className="chip" aria-pressed={wanted.has(group)} onClick={() => toggle(group)}>
              {groupNames[group]} <small>{count(group)}</small>
            </button>
          ))}
        </div>
      </header>
      <Listed view={view} />
      <FollowOffer name={words.trim()} tasks={view.tasks} onChoose={onChoose} />
      <TaskRows tasks={shown} all={view.tasks.length} view={view} onChoose={onChoose} />
      <footer className="quiet-text">
        {countText(shown.length, "task")}
        {view.isListed === true && view.tasks.length >= listedMax && ` of the newest ${listedMax.toLocaleString("en")}: of older ones a mesh tells nothing`}
      </footer>
    </section>
  );
}

/** Why there may be others than those in the list. */
function Listed({ view: { isListed, problem } }: { readonly view: DeskView }) {
  const { status } = useView();
  if (isListed !== false) return null;
  if (problem)
    return (
      <p className="hint">
        {problem.cause} <WithCode text={problem.remedy} />
      </p>
    );
  return (
    <p className="hint">
      All tasks of the mesh are told to Authorities alone, and this page is {status ? `a ${roleText(status.role)}` : "not in a mesh yet"}. Here are those that
      it asked for since it was opened, and those whose name you write above.
    </p>
  );
}

interface OfferProps {
  readonly name: string;
  readonly tasks: readonly SeenTask[];
  readonly onChoose: (task: string) => void;
}

function FollowOffer({ name, tasks, onChoose }: OfferProps) {
  const studio = useStudio();
  if (!taskNamePattern.test(name) || tasks.some(({ task }) => task === name)) return null;
  const follow = (): void => {
    if (studio.tasks.follow(name)) onChoose(name);
    else studio.say(`This page follows ${followedMax} tasks at once at most. Wait until one of them has ended.`);
  };
  return (
    <p className="hint">
      No task of this name is in the list.{" "}
      <button type="button" onClick={follow}>
        Ask the mesh for it
      </button>
    </p>
  );
}

interface RowsProps extends ListProps {
  readonly tasks: readonly SeenTask[];
  readonly all: number;
}

function TaskRows({ tasks, all, view, onChoose }: RowsProps) {
  const box = useRef<HTMLDivElement>(null);
  const [sight, setSight] = useState({ top: 0, height: firstHeight });
  const count = tasks.length;
  const chosen = tasks.findIndex(({ task }) => task === view.chosen);
  const nameOfPeer = useNames();

  const look = (): void => {
    if (!box.current) return;
    const { scrollTop: top, clientHeight: height } = box.current;
    setSight((old) => (old.top === top && old.height === height ? old : { top, height }));
  };
  useLayoutEffect(look, [count]);
  useEffect(() => {
    const watcher = new ResizeObserver(look);
    if (box.current) watcher.observe(box.current);
    return () => watcher.disconnect();
  }, []);

  const go = (index: number): void => {
    const task = tasks[index];
    const element = box.current;
    if (!task || !element) return;
    const top = index * rowHeight;
    element.scrollTop = Math.min(top, Math.max(element.scrollTop, top + rowHeight - element.clientHeight));
    look();
    onChoose(task.task);
  };
  const press = (event: KeyboardEvent): void => {
    const next = rowAfter(event.key, { chosen, count, shown: Math.floor(sight.height / rowHeight) });
    if (event.key === "Enter") document.getElementById("task-card")?.focus();
    else if (event.key === "Delete") document.getElementById("task-cancel")?.click();
    else if (next !== undefined) go(next);
    else return;
    event.preventDefault();
  };

  const { from, to } = rowsInSight({ ...sight, rowHeight, count });
  const isChosenDrawn = chosen >= from && chosen < to;
  return (
    <div
      ref={box}
      id="task-rows"
      className="log-rows"
      tabIndex={0}
      role="listbox"
      aria-label="Tasks"
      {...(isChosenDrawn && { "aria-activedescendant": rowId(view.chosen ?? "") })}
      onScroll={look}
      onKeyDown={press}
    >
      {count === 0 && <p className="empty">{all === 0 ? "No tasks yet. Run one: there is a form for it on this page." : "Nothing is found. Change the words or the choice above."}</p>}
      <div className="task-rows" style={{ height: count * rowHeight }}>
        {tasks.slice(from, to).map((task, index) => (
          <TaskRow
            key={task.task}
            task={task}
            at={view.at}
            worker={nameOfPeer(task.worker)}
            isChosen={task.task === view.chosen}
            index={from + index}
            count={count}
            onChoose={() => onChoose(task.task)}
          />
        ))}
      </div>
    </div>
  );
}

const rowId = (task: string): string => `task-${task}`;

interface RowProps {
  readonly task: SeenTask;
  readonly at: number;
  readonly worker: string;
  readonly isChosen: boolean;
  readonly index: number;
  readonly count: number;
  readonly onChoose: () => void;
}

function TaskRow({ task, at, worker, isChosen, index, count, onChoose }: RowProps) {
  const { state, permille, attempts } = task;
  const percent = Math.floor(permille / 10);
  return (
    <div
      id={rowId(task.task)}
      role="option"
      aria-selected={isChosen}
      aria-posinset={index + 1}
      aria-setsize={count}
      className={`task-row is-${state}`}
      style={{ top: index * rowHeight, height: rowHeight }}
      onClick={onChoose}
    >
      <strong>{nameOf(task)}</strong>
      <span className="state">{state === "leased" ? `${stateTexts[state]}, ${percent} %` : stateTexts[state]}</span>
      <span className="quiet-text">
        {[state !== "pending" && task.worker !== undefined && `by ${worker}`, attempts.length > 0 && countText(attempts.length, "earlier attempt"), ageText(task, at)]
          .filter(Boolean)
          .join(" · ")}
      </span>
      {state === "leased" && (
        <span className="task-bar" aria-hidden="true">
          <span style={{ width: `${permille / 10}%` }} />
        </span>
      )}
    </div>
  );
}
