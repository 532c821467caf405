// The log: what changed, what was written and how that ended, who came and went. It follows its end while one looks there,
// and stands still when it is paused.
import { useEffect, useLayoutEffect, useMemo, useReducer, useRef, useState } from "react";
import { useStudio } from "../session/use_studio.js";
import { useShortcuts } from "../ui/shortcuts.js";
import { countText, shortId, timeText } from "../ui/words.js";
import { kinds, LogView, type Entry, type Kind } from "./log_book.js";
import { isAtEnd, rowsInSight } from "./window.js";

const rowHeight = 30;
const firstHeight = 400;

const kindNames: Readonly<Record<Kind, string>> = {
  network: "Network",
  mesh: "Mesh",
  presence: "Presence",
  document: "Documents",
  write: "Writes",
  problem: "Problems",
};

export function LogPanel() {
  const { log } = useStudio();
  const [words, setWords] = useState("");
  const [chosen, setChosen] = useState<ReadonlySet<Kind>>(new Set<Kind>());
  const [pausedAt, setPausedAt] = useState<number>();
  const view = useMemo(() => new LogView(log, { words, kinds: chosen }), [log, words, chosen]);
  const [, draw] = useReducer((count: number) => count + 1, 0);
  useEffect(() => onceAFrame(log.subscribe, draw), [log]);

  const end = pausedAt ?? log.end;
  const numbers = view.upTo(end);
  const turn = (): void => setPausedAt(pausedAt === undefined ? log.end : undefined);
  const shortcuts = useRef<Record<string, () => void>>({});
  shortcuts.current["p"] = turn;
  useShortcuts(useMemo(() => ({ p: () => shortcuts.current["p"]?.() }), []));

  const toggle = (kind: Kind): void => {
    const next = new Set(chosen);
    if (!next.delete(kind)) next.add(kind);
    setChosen(next);
  };
  const waiting = log.end - end;
  return (
    <section className="card log-panel" aria-labelledby="log-title">
      <header className="log-head">
        <h2 id="log-title" className="unseen">
          Log
        </h2>
        <input type="search" data-first-field placeholder="Filter by words" aria-label="Filter by words" value={words} onChange={(event) => setWords(event.target.value)} />
        <div className="chips" role="group" aria-label="Kinds">
          {kinds.map((kind) => (
            <button key={kind} type="button" className={`chip of-${kind}`} aria-pressed={chosen.has(kind)} onClick={() => toggle(kind)}>
              {kindNames[kind]}
            </button>
          ))}
        </div>
        <button type="button" aria-pressed={pausedAt !== undefined} onClick={turn}>
          {pausedAt === undefined ? "Pause" : "Go on"}
        </button>
      </header>
      <LogRows numbers={numbers} at={(number) => log.at(number)} follows={pausedAt === undefined} />
      <footer className="quiet-text">
        {countText(numbers.length, "entry", "entries")}
        {pausedAt !== undefined && `, paused; ${countText(waiting, "newer one", "newer ones")}`}
      </footer>
    </section>
  );
}

interface RowsProps {
  readonly numbers: readonly number[];
  readonly at: (number: number) => Entry | undefined;
  readonly follows: boolean;
}

function LogRows({ numbers, at, follows }: RowsProps) {
  const box = useRef<HTMLDivElement>(null);
  const [sight, setSight] = useState({ top: 0, height: firstHeight });
  const wasAtEnd = useRef(true);
  const count = numbers.length;

  const look = (): void => {
    const element = box.current;
    if (!element) return;
    const { scrollTop: top, clientHeight: height } = element;
    setSight((old) => (old.top === top && old.height === height ? old : { top, height }));
  };
  const scrolled = (): void => {
    const element = box.current;
    if (!element) return;
    wasAtEnd.current = isAtEnd({ top: element.scrollTop, height: element.clientHeight, rowHeight, count });
    look();
  };
  useLayoutEffect(() => {
    const element = box.current;
    if (element && follows && wasAtEnd.current) element.scrollTop = element.scrollHeight;
    look();
  }, [count, follows]);
  useEffect(() => {
    const watcher = new ResizeObserver(look);
    if (box.current) watcher.observe(box.current);
    return () => watcher.disconnect();
  }, []);

  const { from, to } = rowsInSight({ ...sight, rowHeight, count });
  return (
    <div ref={box} className="log-rows" tabIndex={0} role="log" aria-live="off" aria-label="Entries" onScroll={scrolled}>
      {count === 0 && <p className="empty">Nothing here yet. What happens in the mesh is listed as it happens.</p>}
      <ol style={{ height: count * rowHeight }}>
        {numbers.slice(from, to).map((number, index) => {
          const entry = at(number);
          return entry && <LogRow key={number} entry={entry} top={(from + index) * rowHeight} position={from + index + 1} count={count} />;
        })}
      </ol>
    </div>
  );
}

interface RowProps {
  readonly entry: Entry;
  readonly top: number;
  readonly position: number;
  readonly count: number;
}

function LogRow({ entry: { at, kind, text, peer, document }, top, position, count }: RowProps) {
  return (
    <li className={`log-row of-${kind}`} style={{ top, height: rowHeight }} aria-posinset={position} aria-setsize={count}>
      <time>{timeText(at)}</time>
      <span className="kind">{kindNames[kind]}</span>
      <span className="what" title={text}>
        {document !== undefined && <b>{document} </b>}
        {text}
      </span>
      {peer !== undefined && <code title={peer}>{shortId(peer)}</code>}
    </li>
  );
}

/** However much is told, it is drawn once for each picture that the browser shows. */
function onceAFrame(subscribe: (listener: () => void) => () => void, draw: () => void): () => void {
  let frame = 0;
  const end = subscribe(() => {
    frame ||= requestAnimationFrame(() => {
      frame = 0;
      draw();
    });
  });
  return () => {
    end();
    cancelAnimationFrame(frame);
  };
}
