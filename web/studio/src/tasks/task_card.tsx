// One task in full: what it is, how it stands, what became of its attempts, what it logged, and its output.
import { useLayoutEffect, useRef, useState, type KeyboardEvent, type UIEvent } from "react";
import { useStudio, useView } from "../session/use_studio.js";
import { CopyButton } from "../ui/copy_button.js";
import { Question } from "../ui/dialog.js";
import { Icon } from "../ui/icons.js";
import { countText, sizeText } from "../ui/words.js";
import type { FollowedTask } from "./followed_task.js";
import { OutputView } from "./output_view.js";
import { ageText, attemptText, durationText, engineText, groupOf, isOfUnit, nameOf, stateTexts, type SeenTask } from "./seen_task.js";
import { fetchedSizeMax, followedMax } from "./task_desk.js";
import { useDesk, useNames } from "./use_desk.js";

/** In pixels: who sees nearly the end of a log sees what comes. */
const endSlack = 20;

interface CardProps {
  readonly task: SeenTask;
  /** When it was so. */
  readonly at: number;
}

export function TaskCard({ task, at }: CardProps) {
  const { desk } = useDesk();
  const followed = desk.followed(task.task);
  const close = (): void => {
    desk.choose(undefined);
    document.getElementById("task-rows")?.focus();
  };
  const press = ({ key, target }: KeyboardEvent): void => {
    if (key === "Escape" && !(target as Element).closest("dialog")) close();
  };
  return (
    <section className="card task-card" id="task-card" tabIndex={-1} aria-labelledby="task-title" onKeyDown={press}>
      <header>
        <h2 id="task-title">{nameOf(task)}</h2>
        <button type="button" className="quiet square" aria-label="Close" onClick={close}>
          <Icon name="close" />
        </button>
      </header>
      <HowFar task={task} />
      <Facts task={task} at={at} />
      <Attempts task={task} />
      <Lines followed={followed} isOver={groupOf(task.state) === "ended"} />
      <Output task={task} followed={followed} />
      <Cancel task={task} />
    </section>
  );
}

function HowFar({ task: { state, permille, engine } }: { readonly task: SeenTask }) {
  const percent = Math.floor(permille / 10);
  return (
    <>
      <p className={`task-state is-${state}`} role="status">
        {stateTexts[state]}
      </p>
      {state === "pending" && (
        <p className="quiet-text">
          Nobody has it at the moment: whoever works is busy with others, or nobody there can do it{engine !== undefined && ` (${engineText(engine)})`}. It begins by itself as soon as
          somebody can.
        </p>
      )}
      {state === "leased" && (
        <div className="bar" role="progressbar" aria-label="How far it is" aria-valuemin={0} aria-valuemax={100} aria-valuenow={percent}>
          <div style={{ width: `${permille / 10}%` }} />
        </div>
      )}
    </>
  );
}

function Facts({ task, at }: CardProps) {
  const { desk } = useDesk();
  const nameOfPeer = useNames();
  const since = desk.runningSince(task.task);
  const isGiven = task.generation > 0;
  const facts: readonly (readonly [string, string | undefined])[] = [
    ["Time", ageText(task, at)],
    ["Runs", since === undefined ? undefined : `for ${durationText(at - since)}, as far as this page saw`],
    ["Engine", task.engine && engineText(task.engine)],
    ["Entry", task.entry],
    ["Asked by", task.asker && nameOfPeer(task.asker)],
    [groupOf(task.state) === "running" ? "Run by" : "Last run by", isGiven ? nameOfPeer(task.worker) : "nobody yet"],
    ["Generation", isGiven ? `${task.generation}: given to somebody ${task.generation === 1 ? "once" : `${task.generation} times`}` : undefined],
    ["Priority", task.priority?.toString()],
  ];
  return (
    <dl className="facts">
      {facts.map(([name, value]) =>
        value === undefined || value === "" ? null : (
          <div key={name}>
            <dt>{name}</dt>
            <dd>{value}</dd>
          </div>
        ),
      )}
      <div>
        <dt>Name</dt>
        <dd className="id">
          <code title={task.task}>{task.task}</code>
          <CopyButton text={task.task} what="Task's name" />
        </dd>
      </div>
    </dl>
  );
}

function Attempts({ task: { attempts } }: { readonly task: SeenTask }) {
  const nameOfPeer = useNames();
  if (attempts.length === 0) return null;
  return (
    <section aria-labelledby="attempts-title">
      <h3 id="attempts-title">Attempts that brought no result</h3>
      <ol className="attempts">
        {attempts.map((attempt) => (
          <li key={attempt.generation} className={isOfUnit(attempt.why) ? "of-unit" : "of-worker"}>
            <b>{attempt.generation}</b> {nameOfPeer(attempt.worker)}: {attemptText(attempt)} <code>{attempt.why}</code>{" "}
            <span className="quiet-text">{isOfUnit(attempt.why) ? "counts as a failure" : "taken back, does not count"}</span>
          </li>
        ))}
      </ol>
    </section>
  );
}

interface FollowedProps {
  readonly followed: FollowedTask | undefined;
}

function Lines({ followed, isOver }: FollowedProps & { readonly isOver: boolean }) {
  const lines = followed?.lines ?? [];
  const box = useRef<HTMLPreElement>(null);
  const wasAtEnd = useRef(true);
  const noteEnd = ({ currentTarget: { scrollTop, clientHeight, scrollHeight } }: UIEvent<HTMLElement>): void => {
    wasAtEnd.current = scrollTop + clientHeight >= scrollHeight - endSlack;
  };
  useLayoutEffect(() => {
    if (box.current && wasAtEnd.current) box.current.scrollTop = box.current.scrollHeight;
  }, [followed?.lines]);
  if (isOver && lines.length === 0) return null;
  return (
    <section aria-labelledby="lines-title">
      <h3 id="lines-title">Log</h3>
      {lines.length === 0 ? (
        <p className="quiet-text">{followed ? "Nothing since this page listens." : `This page does not listen to it: it follows ${followedMax} tasks at once at most.`}</p>
      ) : (
        <>
          {followed !== undefined && followed.linesGone > 0 && <p className="quiet-text">{countText(followed.linesGone, "older line")} not shown.</p>}
          <pre ref={box} className="lines" role="log" tabIndex={0} aria-labelledby="lines-title" onScroll={noteEnd}>
            {lines.join("\n")}
          </pre>
        </>
      )}
    </section>
  );
}

function Output({ task: { task, state, output_size: size = 0 }, followed }: FollowedProps & { readonly task: SeenTask }) {
  const { desk } = useDesk();
  if (followed?.failure !== undefined) return <p className="hint">{followed.failure}</p>;
  if (state !== "completed") return null;
  if (followed?.output) return <OutputView bytes={followed.output.bytes} />;
  if (followed) return <p role="status">Its output is being fetched…</p>;
  return (
    <section aria-labelledby="output-title">
      <h3 id="output-title">Output</h3>
      <p className="quiet-text">
        {sizeText(size)}
        {size > fetchedSizeMax && `, and only up to ${sizeText(fetchedSizeMax)} is fetched unasked`}.
      </p>
      <button type="button" onClick={() => desk.follow(task)}>
        Fetch it
      </button>
    </section>
  );
}

function Cancel({ task }: { readonly task: SeenTask }) {
  const studio = useStudio();
  const { status } = useView();
  const [isAsked, setIsAsked] = useState(false);
  if (groupOf(task.state) === "ended") return null;
  const isForeign = task.asker !== undefined && task.asker !== status?.self;
  const mayCancel = status?.role === "authority" || !isForeign;
  if (!mayCancel) return <p className="quiet-text">Who asked for it, or an Authority, can cancel it.</p>;
  const name = nameOf(task);
  const cancel = async (): Promise<void> => {
    if (!(await studio.act(`Cancel: ${name}`, (mesh) => studio.tasks.cancel(mesh, task.task)))) return;
    studio.say(`The mesh was told to cancel ${name}.`);
    document.getElementById("task-card")?.focus(); // The button goes with what it ends.
  };
  return (
    <div className="buttons">
      <button type="button" id="task-cancel" className="grave-text" onClick={() => setIsAsked(true)}>
        Cancel the task…
      </button>
      {isAsked && (
        <Question title={`Cancel ${name}?`} yes="Cancel the task" isGrave onYes={() => void cancel()} onClose={() => setIsAsked(false)}>
          <p>
            Whoever runs it is told to stop, in an endless loop too, and whoever waits for it is told that it was cancelled. It cannot be taken up again, only
            asked for anew. If it ends in this moment, its result counts.
          </p>
          {task.asker === undefined && <p>This page does not know who asked for it. If that was somebody else, and this page is no Authority, nothing comes of it.</p>}
        </Question>
      )}
    </div>
  );
}
