// Who ran what in the last minutes: a row for each worker, a bar for each lease. For who does not see them, in words.
import { countText, timeText } from "../ui/words.js";
import { durationText } from "./seen_task.js";
import type { DeskView } from "./task_desk.js";
import { drawnMillis, endTexts, lanesOf, placeOf, spanMillis, summaryOfBars, workersShownMax, type Bar, type WorkerRow } from "./timeline.js";
import { useNames } from "./use_desk.js";

/** In rem, with what is free below a bar. */
const laneHeight = 1.1;

interface TimelineProps {
  readonly view: DeskView;
  readonly onChoose: (task: string) => void;
}

export function TimelineCard({ view: { workers, at, since }, onChoose }: TimelineProps) {
  const nameOfPeer = useNames();
  const shown = workers.slice(0, workersShownMax);
  const drawn = drawnMillis(shown, at);
  return (
    <section className="card timeline-card" aria-labelledby="timeline-title">
      <h2 id="timeline-title">Timeline</h2>
      {workers.length === 0 ? (
        <p className="empty">Nobody has run anything in the last {spanMillis / 60_000} minutes, as far as this page saw.</p>
      ) : (
        <>
          <ul className="timeline">
            {shown.map((row) => (
              <Row key={row.worker} row={row} name={nameOfPeer(row.worker)} at={at} drawn={drawn} onChoose={onChoose} />
            ))}
          </ul>
          <div className="track-ends quiet-text" aria-hidden="true">
            <span>{durationText(drawn)} ago</span>
            <span>now</span>
          </div>
          <ul className="legend" aria-hidden="true">
            {(["running", "done", "failed", "reclaimed", "stopped"] as const).map((end) => (
              <li key={end} className={`lease is-${end}`}>
                {endTexts[end]}
              </li>
            ))}
          </ul>
        </>
      )}
      <p className="quiet-text">
        {workers.length > shown.length && `${countText(workers.length - shown.length, "more worker")} not shown. `}
        {since !== undefined && `A bar begins when this page first saw the lease. It has looked since ${timeText(since).slice(0, 8)}, while this panel was open.`}
      </p>
    </section>
  );
}

interface RowProps {
  readonly row: WorkerRow;
  readonly name: string;
  readonly at: number;
  /** In milliseconds, up to then. */
  readonly drawn: number;
  readonly onChoose: (task: string) => void;
}

function Row({ row: { worker, bars }, name, at, drawn, onChoose }: RowProps) {
  const lanes = lanesOf(bars);
  return (
    <li>
      <span className="worker" title={worker}>
        {name}
        <span className="unseen">: {summaryOfBars(bars)}</span>
      </span>
      <div className="track" aria-hidden="true" style={{ height: `${lanes.count * laneHeight + 0.4}rem` }}>
        {bars.map((bar, index) => (
          <LeaseBar key={`${bar.task} ${bar.generation}`} bar={bar} lane={lanes.of[index] ?? 0} at={at} drawn={drawn} onChoose={onChoose} />
        ))}
      </div>
    </li>
  );
}

interface BarProps {
  readonly bar: Bar;
  readonly lane: number;
  readonly at: number;
  readonly drawn: number;
  readonly onChoose: (task: string) => void;
}

function LeaseBar({ bar, lane, at, drawn, onChoose }: BarProps) {
  const { left, width } = placeOf(bar, at, drawn);
  const title = `${bar.name}, generation ${bar.generation}: ${endTexts[bar.end]}`;
  const place = { left: `${left}%`, width: `${width}%`, top: `${lane * laneHeight + 0.2}rem` };
  return <div className={`lease is-${bar.end}`} title={title} style={place} onClick={() => onChoose(bar.task)} />;
}
