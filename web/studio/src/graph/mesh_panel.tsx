// Who is there, by which links, and how this page stands in the mesh.
import { useCallback, useMemo, useState, type ReactNode } from "react";
import type { MeshPeer, MeshStatus } from "selvage";
import { keptText } from "../doctor/room.js";
import { useRoom } from "../doctor/use_room.js";
import { useView } from "../session/use_studio.js";
import { CopyButton } from "../ui/copy_button.js";
import { latencyText, roleText, shortId } from "../ui/words.js";
import { MeshMap } from "./mesh_map.js";
import { dotsOf, linkKind, type Dot } from "./peers.js";

export function MeshPanel() {
  const { status, peers, members } = useView();
  const [chosen, setChosen] = useState<string>();
  const dots = useMemo(() => dotsOf(peers, members, status?.self), [peers, members, status?.self]);
  const choose = useCallback((peer: string) => setChosen(peer), []);
  const dot = dots.find(({ peer }) => peer === chosen);
  return (
    <div className="mesh-panel">
      <section className="card map-card" aria-labelledby="map-title">
        <h2 id="map-title" className="unseen">
          Map
        </h2>
        <MeshMap dots={dots} chosen={chosen} onChoose={choose} />
        {dots.length === 0 && status?.mesh !== undefined && <p className="map-empty">Nobody else is here yet. Invite somebody, or open another tab.</p>}
        <Legend />
      </section>
      <div className="side">
        {dot && <PeerCard dot={dot} onClose={() => setChosen(undefined)} />}
        {status && <StatusCard status={status} />}
      </div>
      <PeerTable peers={peers} chosen={chosen} onChoose={choose} />
    </div>
  );
}

function Legend() {
  return (
    <ul className="legend" aria-label="Legend">
      <li className="webrtc">WebRTC</li>
      <li className="websocket">WebSocket</li>
      <li className="other">other link</li>
      <li className="authority">Authority</li>
      <li className="citizen">Citizen</li>
      <li className="guest">Guest</li>
    </ul>
  );
}

function Fact({ name, children }: { readonly name: string; readonly children: ReactNode }) {
  return (
    <div>
      <dt>{name}</dt>
      <dd>{children}</dd>
    </div>
  );
}

function StatusCard({ status }: { readonly status: MeshStatus }) {
  const { authorities, authorities_reachable: reachable } = status;
  const { room } = useRoom();
  return (
    <section className="card" aria-labelledby="status-title">
      <h2 id="status-title">This page</h2>
      <dl className="facts">
        <Fact name="Role">{roleText(status.role)}</Fact>
        <Fact name="Authorities">
          {authorities === 0 ? "not known yet" : `${reachable} of ${authorities} reachable`}
        </Fact>
        <Fact name="Storage">{status.storage ? keptText(room) : "in memory only"}</Fact>
        <Fact name="Writes open">{status.writes_open}</Fact>
        <Fact name="Connections">{status.connections}</Fact>
        <Fact name="Leader">{status.leader === undefined ? "none" : status.leader === status.self ? "this page" : shortId(status.leader)}</Fact>
        <Fact name="Peer id">
          <Id text={status.self} what="Peer id" />
        </Fact>
        <Fact name="Mesh id">{status.mesh === undefined ? "not known yet" : <Id text={status.mesh} what="Mesh id" />}</Fact>
      </dl>
    </section>
  );
}

function Id({ text, what }: { readonly text: string; readonly what: string }) {
  return (
    <span className="id">
      <code title={text}>{text}</code>
      <CopyButton text={text} what={what} />
    </span>
  );
}

function PeerCard({ dot, onClose }: { readonly dot: Dot; readonly onClose: () => void }) {
  const { facts } = dot;
  return (
    <section className="card peer-card" aria-labelledby="peer-title">
      <header>
        <h2 id="peer-title">{dot.label}</h2>
        <button type="button" className="quiet" onClick={onClose}>
          Close
        </button>
      </header>
      <dl className="facts">
        <Fact name="Role">{roleText(dot.role)}</Fact>
        <Fact name="Activity">{facts ? (facts.activity ?? "not heard") : "not in session with this page"}</Fact>
        {facts?.transport && <Fact name="Link">{facts.transport}</Fact>}
        {facts?.round_trip_us !== undefined && <Fact name="Round trip">{latencyText(facts.round_trip_us)}</Fact>}
        {facts?.tier && <Fact name="Machine">{facts.tier}</Fact>}
        {facts && <Fact name="Keeps">{facts.keeps_everything ? "all documents" : "what it opens"}</Fact>}
        <Fact name="Peer id">
          <Id text={dot.peer} what="Peer id" />
        </Fact>
        {facts?.address && (
          <Fact name="Address">
            <Id text={facts.address} what="Address" />
          </Fact>
        )}
      </dl>
    </section>
  );
}

interface TableProps {
  readonly peers: readonly MeshPeer[];
  readonly chosen: string | undefined;
  readonly onChoose: (peer: string) => void;
}

function PeerTable({ peers, chosen, onChoose }: TableProps) {
  if (peers.length === 0) return null;
  return (
    <section className="card wide" aria-labelledby="peers-title">
      <h2 id="peers-title">Peers</h2>
      <table className="table peers">
        <thead>
          <tr>
            <th scope="col">Peer</th>
            <th scope="col">Role</th>
            <th scope="col">Activity</th>
            <th scope="col">Link</th>
            <th scope="col" className="number">
              Round trip
            </th>
          </tr>
        </thead>
        <tbody>
          {peers.map(({ peer, platform, role, activity, transport, round_trip_us }) => (
            <tr key={peer} className={peer === chosen ? "chosen" : ""}>
              <th scope="row">
                <button type="button" className="text" onClick={() => onChoose(peer)}>
                  {platform ?? "A peer"} <code>{shortId(peer)}</code>
                </button>
              </th>
              <td>{roleText(role)}</td>
              <td>{activity ?? "not heard"}</td>
              <td>
                <span className={`link-mark ${linkKind(transport)}`} />
                {transport ?? "–"}
              </td>
              <td className="number">{latencyText(round_trip_us) || "–"}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}
