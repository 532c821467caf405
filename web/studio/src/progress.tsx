// What is being done while there is nothing to see yet. It shows only what takes longer than a second.
import { useEffect, useState } from "react";
import { useView } from "./session/use_studio.js";
import type { View } from "./session/studio.js";

const silence = 1_000;

interface Step {
  readonly doing: string;
  readonly isDone: boolean;
}

export function stepsOf({ phase, status, peers }: View): Step[] {
  return [
    { doing: "Loading the module and opening this browser's storage", isDone: phase === "joined" },
    { doing: "Reading what was kept here", isDone: status?.open ?? false },
    { doing: "Dialling the peers that the invite names, and looking for other tabs", isDone: status?.mesh !== undefined || peers.length > 0 },
    { doing: "Agreeing on the mesh and being let in", isDone: status?.mesh !== undefined },
  ];
}

/** Seconds since joining began, once they are worth a word. */
function useWaiting(isOver: boolean, began: number): number | undefined {
  const [now, setNow] = useState(() => Date.now());
  useEffect(() => {
    if (isOver) return;
    const timer = setInterval(() => setNow(Date.now()), silence / 2);
    return () => clearInterval(timer);
  }, [isOver]);
  return isOver || now - began < silence ? undefined : Math.floor((now - began) / 1000);
}

export function Progress() {
  const view = useView();
  const steps = stepsOf(view);
  const at = steps.findIndex(({ isDone }) => !isDone);
  const seconds = useWaiting(at < 0 || view.phase === "idle" || view.phase === "failed", view.began);
  if (seconds === undefined) return null;
  return (
    <section className="card progress" aria-label="Joining" role="status">
      <ol>
        {steps.map(({ doing, isDone }, index) => (
          <li key={doing} className={isDone ? "done" : index === at ? "now" : ""} {...(index === at && { "aria-current": "step" })}>
            {doing}
            {index === at && <span aria-hidden="true"> · {seconds} s</span>}
          </li>
        ))}
      </ol>
      {view.networkProblems.length > 0 && <p className="next">{view.networkProblems.at(-1)?.text}</p>}
    </section>
  );
}
