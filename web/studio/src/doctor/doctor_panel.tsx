// Whether this browser can be a peer and is one: each thing that could be in the way, with the next step; what was dialled
// and failed; and a place to dial.
import { useCallback, useEffect, useState } from "react";
import type { NetworkProblem } from "../session/studio.js";
import { useStudio, useView } from "../session/use_studio.js";
import { timeText } from "../ui/words.js";
import { findingsOfBrowser, findingsOfMesh, readFacts, type Facts } from "./checks.js";
import { Findings } from "./findings.js";
import { StorageCard } from "./storage_card.js";

export function DoctorPanel() {
  const { status, networkProblems } = useView();
  const [facts, setFacts] = useState<Facts>();
  const look = useCallback(() => void readFacts().then(setFacts), []);
  useEffect(look, [look]);
  return (
    <div className="doctor-panel">
      <div className="side">
        <section className="card" aria-labelledby="doctor-mesh">
          <h2 id="doctor-mesh">Connection</h2>
          <Findings findings={findingsOfMesh(status)} />
          <Dial />
        </section>
        <StorageCard />
      </div>
      <section className="card" aria-labelledby="doctor-browser">
        <h2 id="doctor-browser">This browser</h2>
        {facts ? <Findings findings={findingsOfBrowser(facts)} /> : <p role="status">Looking…</p>}
        <div className="buttons">
          <button type="button" onClick={look}>
            Look again
          </button>
        </div>
      </section>
      <section className="card wide" aria-labelledby="doctor-dials">
        <h2 id="doctor-dials">What did not work</h2>
        <Problems problems={networkProblems} />
      </section>
    </div>
  );
}

function Dial() {
  const studio = useStudio();
  const [address, setAddress] = useState("");
  const [isDialling, setIsDialling] = useState(false);
  const dial = async (): Promise<void> => {
    setIsDialling(true);
    const text = address.trim();
    if (await studio.act(`Dial ${text}`, (mesh) => mesh.connect(text))) {
      studio.say("Connected.");
      setAddress("");
    }
    setIsDialling(false);
  };
  return (
    <form
      className="dial"
      onSubmit={(event) => {
        event.preventDefault();
        void dial();
      }}
    >
      <label>
        Dial an address
        <input
          data-first-field
          value={address}
          onChange={(event) => setAddress(event.target.value)}
          placeholder="/ip4/…/udp/…/webrtc-direct/certhash/…/p2p/12D3Koo…"
          spellCheck={false}
          autoComplete="off"
        />
      </label>
      <button type="submit" disabled={isDialling || address.trim() === ""}>
        {isDialling ? "Dialling…" : "Dial"}
      </button>
    </form>
  );
}

const eventWords: Readonly<Record<string, string>> = {
  "dial-failed": "A dial failed",
  rejected: "A connection was refused",
  "not-let-in": "Not let in",
};

function Problems({ problems }: { readonly problems: readonly NetworkProblem[] }) {
  if (problems.length === 0) return <p className="quiet-text">Every dial so far has worked.</p>;
  return (
    <ol className="problems">
      {problems.toReversed().map(({ at, event, text, address }, index) => (
        <li key={`${at} ${index}`}>
          <strong>{eventWords[event] ?? event}</strong> <time>{timeText(at)}</time>
          <p>{text}</p>
          {address !== undefined && <code>{address}</code>}
        </li>
      ))}
    </ol>
  );
}
