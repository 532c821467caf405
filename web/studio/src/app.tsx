// The frame around the panels: which mesh this is and how it stands, the way from panel to panel, what is to be said.
import { useEffect, useMemo, useRef, useState, type KeyboardEvent } from "react";
import { summaryOf } from "./graph/peers.js";
import { Entrance } from "./entrance.js";
import { panels } from "./panels.js";
import { Progress } from "./progress.js";
import { useView } from "./session/use_studio.js";
import { Help } from "./ui/help.js";
import { Icon } from "./ui/icons.js";
import { Notices } from "./ui/notices.js";
import { useShortcuts, type Shortcuts } from "./ui/shortcuts.js";
import { useTheme } from "./ui/theme.js";
import { roleText } from "./ui/words.js";

export function App() {
  const { phase, status } = useView();
  const meshName = status?.name;
  useEffect(() => {
    document.title = meshName === undefined ? "Selvage Studio" : `${meshName} · Selvage Studio`;
  }, [meshName]);
  const [, turnTheme] = useTheme();
  const [isHelped, setIsHelped] = useState(false);
  const [panel, setPanel] = useState(panels[0]?.id ?? "");
  const shortcuts = useMemo<Shortcuts>(() => {
    const ways = panels.map(({ id }, index) => [String(index + 1), () => setPanel(id)] as const);
    return { ...Object.fromEntries(ways), t: turnTheme, "?": () => setIsHelped(true), "/": focusFirstField };
  }, [turnTheme]);
  useShortcuts(shortcuts);
  const isInside = phase === "joined";
  return (
    <div className="frame">
      <a className="skip" href="#main" onClick={(event) => (event.preventDefault(), document.getElementById("main")?.focus())}>
        Skip to the panel
      </a>
      <Head onTheme={turnTheme} onHelp={() => setIsHelped(true)} />
      {isInside && <Tabs current={panel} onGo={setPanel} />}
      <main id="main" tabIndex={-1}>
        {isInside ? (
          <div id="panel" role="tabpanel" aria-labelledby={`tab-${panel}`}>
            <PanelContent id={panel} />
          </div>
        ) : (
          <Entrance />
        )}
      </main>
      <Notices />
      {isHelped && <Help onClose={() => setIsHelped(false)} />}
    </div>
  );
}

function PanelContent({ id }: { readonly id: string }) {
  const panel = panels.find((one) => one.id === id);
  return (
    <>
      <Progress />
      {panel && <panel.Content />}
    </>
  );
}

interface HeadProps {
  readonly onTheme: () => void;
  readonly onHelp: () => void;
}

function Head({ onTheme, onHelp }: HeadProps) {
  const { phase, status, peers } = useView();
  return (
    <header className="head">
      <h1>
        <span className="brand">Selvage</span>
        {status && <span className="mesh-name">{status.name}</span>}
      </h1>
      <p className="summary" role="status">
        {phase === "joined" && (
          <>
            <span className={peers.length > 0 ? "presence there" : "presence"} aria-hidden="true" />
            {summaryOf(status, peers.length)}
            {status?.mesh !== undefined && <span className="as-role"> as {roleText(status.role)}</span>}
          </>
        )}
      </p>
      <button type="button" className="quiet square" aria-label="Light or dark" title="Light or dark (T)" onClick={onTheme}>
        <Icon name="light" />
      </button>
      <button type="button" className="quiet square" aria-label="Keys" title="Keys (?)" onClick={onHelp}>
        <Icon name="help" />
      </button>
    </header>
  );
}

interface TabsProps {
  readonly current: string;
  readonly onGo: (panel: string) => void;
}

/** One of them is in the tab order; arrow keys lead to the others, and show them. */
function Tabs({ current, onGo }: TabsProps) {
  const { networkProblems, documents, peers } = useView();
  const counts: Readonly<Record<string, number>> = {
    mesh: peers.length,
    documents: documents.length,
    health: networkProblems.length,
  };
  const list = useRef<HTMLDivElement>(null);
  const move = (event: KeyboardEvent): void => {
    const at = panels.findIndex(({ id }) => id === current);
    const steps: Readonly<Record<string, number>> = {
      ArrowDown: at + 1,
      ArrowRight: at + 1,
      ArrowUp: at - 1,
      ArrowLeft: at - 1,
      Home: 0,
      End: panels.length - 1,
    };
    const next = steps[event.key];
    if (next === undefined) return;
    event.preventDefault();
    const panel = panels[(next + panels.length) % panels.length];
    if (!panel) return;
    onGo(panel.id);
    list.current?.querySelector<HTMLElement>(`#tab-${panel.id}`)?.focus();
  };
  return (
    <nav aria-label="Panels">
      <div ref={list} role="tablist" aria-label="Panels" className="tabs" onKeyDown={move}>
        {panels.map(({ id, title, icon }) => (
          <button
            key={id}
            id={`tab-${id}`}
            type="button"
            role="tab"
            aria-selected={id === current}
            aria-controls="panel"
            tabIndex={id === current ? 0 : -1}
            onClick={() => onGo(id)}
          >
            <Icon name={icon} />
            <span>{title}</span>
            {Boolean(counts[id]) && <small>{counts[id]}</small>}
          </button>
        ))}
      </div>
    </nav>
  );
}

function focusFirstField(): void {
  document.querySelector<HTMLElement>("[data-first-field]")?.focus();
}
