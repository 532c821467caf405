// This page as a worker: how many units of others it runs at once, if its user lends it.
import { useId, useState } from "react";
import { problemOf } from "../session/problems.js";
import { useStudio } from "../session/use_studio.js";
import { countText } from "../ui/words.js";
import { engineText } from "./seen_task.js";
import { useDesk } from "./use_desk.js";

const coresOf = (): number => Math.max(1, navigator.hardwareConcurrency || 1);

export function WorkCard() {
  const studio = useStudio();
  const { desk } = useDesk();
  const { work } = desk;
  const most = coresOf();
  const [places, setPlaces] = useState(() => String(work?.places ?? Math.max(1, most - 1)));
  const [isBusy, setIsBusy] = useState(false);
  const hint = useId();
  const number = Number(places);
  const isRight = Number.isInteger(number) && number >= 1 && number <= most;
  const isLent = work !== undefined && work.failure === undefined;

  const lend = async (count: number): Promise<void> => {
    setIsBusy(true);
    await studio.act(count === 0 ? "Work for nobody" : `Work: ${countText(count, "place")}`, (mesh) => desk.workFor(mesh, count));
    setIsBusy(false);
  };
  return (
    <section className="card" aria-labelledby="work-title">
      <h2 id="work-title">This tab&apos;s places for work</h2>
      <p className="quiet-text" id={hint}>
        A tab runs tasks of others only when you say so, and until it is closed. They run in Workers of their own, which see nothing of this page.
      </p>
      <form
        className="row work-form"
        onSubmit={(event) => {
          event.preventDefault();
          if (isRight) void lend(number);
        }}
      >
        <label>
          At once, 1 to {most}
          <input type="number" min={1} max={most} value={places} onChange={(event) => setPlaces(event.target.value)} aria-describedby={hint} aria-invalid={!isRight} />
        </label>
        <button type="submit" className={isLent ? "" : "main"} disabled={!isRight || isBusy || (isLent && work.places === number)}>
          {isLent ? "Change" : "Work"}
        </button>
        {isLent && (
          <button type="button" disabled={isBusy} onClick={() => void lend(0)}>
            Stop
          </button>
        )}
      </form>
      <p role="status">{work === undefined ? "It works for nobody." : standingOf(work)}</p>
      {isLent && !work.engines.includes("js") && (
        <p className="hint">Scripts are left to others: the Studio allows no page to turn text into code, and so not itself.</p>
      )}
    </section>
  );
}

type Work = NonNullable<ReturnType<typeof useDesk>["desk"]["work"]>;

function standingOf({ failure, isOffering, running, places, engines }: Work): string {
  if (failure !== undefined) return `It works no more. ${problemOf(failure).cause}`;
  if (!isOffering) return "It offers nothing at the moment: the mesh is not there yet, or nobody looks at this tab.";
  return `It runs ${running} of ${places}, and can do: ${engines.map(engineText).join(", ")}.`;
}
