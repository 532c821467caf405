// The map: this page in the middle, around it who is there, each with its link. Arrow keys go from one to the next.
import { memo, useMemo, useRef, type CSSProperties, type KeyboardEvent } from "react";
import { latencyText, roleText } from "../ui/words.js";
import { placeOf, Places, reachOf } from "./layout.js";
import { linkKind, type Dot } from "./peers.js";

/** With more, words would cover one another; the chosen one keeps its words. */
const labelsMax = 24;
const latenciesMax = 8;
/** The reach at which letters have their own size. */
const plainReach = 200;

interface MapProps {
  readonly dots: readonly Dot[];
  readonly chosen: string | undefined;
  readonly onChoose: (peer: string) => void;
}

export function MeshMap({ dots, chosen, onChoose }: MapProps) {
  const places = useRef(new Places()).current;
  const numbers = useMemo(() => new Map(places.keep(dots.map(({ peer }) => peer))), [places, dots]);
  const reach = reachOf(numbers.values());
  const placed = dots.filter(({ peer }) => numbers.has(peer));
  const entry = placed.some(({ peer }) => peer === chosen) ? chosen : placed[0]?.peer;
  const group = useRef<SVGGElement>(null);

  const move = (event: KeyboardEvent): void => {
    const step = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1 }[event.key];
    if (step === undefined || placed.length === 0) return;
    event.preventDefault();
    const at = placed.findIndex(({ peer }) => peer === entry);
    const next = placed[(at + step + placed.length) % placed.length];
    if (!next) return;
    onChoose(next.peer);
    group.current?.querySelector<SVGGElement>(`[data-peer="${next.peer}"]`)?.focus();
  };

  return (
    <svg className="map" viewBox={`${-reach} ${-reach} ${2 * reach} ${2 * reach}`} role="group" aria-label="Map of peers" style={{ "--scale": reach / plainReach } as CSSProperties}>
      <g aria-hidden="true">
        {placed.map((dot) => dot.facts && <Link key={dot.peer} dot={dot} number={numbers.get(dot.peer) ?? 0} isChosen={dot.peer === chosen} isLabelled={placed.length <= latenciesMax} />)}
      </g>
      <g className="self" aria-hidden="true">
        <circle r="26" />
        <text y="6">you</text>
      </g>
      <g ref={group} onKeyDown={move}>
        {placed.map((dot) => (
          <Peer
            key={dot.peer}
            dot={dot}
            number={numbers.get(dot.peer) ?? 0}
            isChosen={dot.peer === chosen}
            isEntry={dot.peer === entry}
            isLabelled={placed.length <= labelsMax && dot.peer !== chosen}
            onChoose={onChoose}
          />
        ))}
      </g>
      <Chosen dot={placed.find(({ peer }) => peer === chosen)} numbers={numbers} isCrowded={placed.length > latenciesMax} />
    </svg>
  );
}

interface ChosenProps {
  readonly dot: Dot | undefined;
  readonly numbers: ReadonlyMap<string, number>;
  readonly isCrowded: boolean;
}

/** The words of the one that was chosen, over all others. */
function Chosen({ dot, numbers, isCrowded }: ChosenProps) {
  const number = dot && numbers.get(dot.peer);
  if (!dot || number === undefined) return null;
  const { x, y } = placeOf(number);
  const latency = isCrowded ? latencyText(dot.facts?.round_trip_us) : "";
  return (
    <text className="chosen-label" aria-hidden="true" transform={`translate(${x} ${y < 0 ? y - 28 : y + 30})`} dominantBaseline={y < 0 ? "auto" : "hanging"}>
      {dot.label}
      {latency !== "" && ` · ${latency}`}
    </text>
  );
}

interface LinkProps {
  readonly dot: Dot;
  readonly number: number;
  readonly isChosen: boolean;
  readonly isLabelled: boolean;
}

const Link = memo(function Link({ dot, number, isChosen, isLabelled }: LinkProps) {
  const { x, y } = placeOf(number);
  const latency = latencyText(dot.facts?.round_trip_us);
  return (
    <g className={`link ${linkKind(dot.facts?.transport)}${isChosen ? " chosen" : ""}`}>
      <line x1="0" y1="0" x2={x} y2={y} />
      {isLabelled && latency !== "" && (
        <text x={x * 0.52} y={y * 0.52 + 5}>
          {latency}
        </text>
      )}
    </g>
  );
}, sameDot);

interface PeerProps extends LinkProps {
  readonly isEntry: boolean;
  readonly onChoose: (peer: string) => void;
}

const Peer = memo(function Peer({ dot, number, isChosen, isEntry, isLabelled, onChoose }: PeerProps) {
  const { x, y } = placeOf(number);
  const { peer, label, role, facts } = dot;
  const state = !facts ? "away" : facts.activity === "active" ? "there" : "resting";
  const choose = (): void => onChoose(peer);
  return (
    <g
      className={`peer ${role} ${state}${isChosen ? " chosen" : ""}`}
      data-peer={peer}
      style={{ transform: `translate(${x}px, ${y}px)` }}
      role="button"
      tabIndex={isEntry ? 0 : -1}
      aria-pressed={isChosen}
      aria-label={wordsOf(dot)}
      onClick={choose}
      onKeyDown={(event) => {
        if (event.key !== "Enter" && event.key !== " ") return;
        event.preventDefault();
        choose();
      }}
    >
      <circle className="halo" r="22" />
      <circle className="body" r="15" />
      {facts && (dot.isBrowser ? <path className="glyph" d="M-7-5H7V5H-7zM-7-2H7" /> : <path className="glyph" d="M-6-5-1 0-6 5M1 5H6" />)}
      {isLabelled && (
        <text className="label" y={y < 0 ? -28 : 38}>
          {label}
        </text>
      )}
    </g>
  );
}, sameDot);

function wordsOf({ peer, label, role, facts }: Dot): string {
  if (!facts) return `${label}, ${roleText(role)}, not in session`;
  const parts = [label, peer.slice(-6), roleText(role), facts.activity, facts.transport, latencyText(facts.round_trip_us)];
  return parts.filter(Boolean).join(", ");
}

/** Each refresh brings new objects that say the same. */
function sameDot<Props extends LinkProps & { isEntry?: boolean }>(one: Props, other: Props): boolean {
  const [a, b] = [one.dot, other.dot];
  return (
    one.number === other.number &&
    one.isChosen === other.isChosen &&
    one.isEntry === other.isEntry &&
    one.isLabelled === other.isLabelled &&
    a.label === b.label &&
    a.role === b.role &&
    (a.facts === undefined) === (b.facts === undefined) &&
    a.facts?.activity === b.facts?.activity &&
    a.facts?.transport === b.facts?.transport &&
    a.facts?.round_trip_us === b.facts?.round_trip_us
  );
}
