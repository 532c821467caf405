// Who belongs to the mesh, who of them is there, and what each may do. Roles are given and taken here by Authorities.
import { useState } from "react";
import type { Role } from "selvage";
import { useStudio, useView } from "../session/use_studio.js";
import { Question } from "../ui/dialog.js";
import { roleText, shortId } from "../ui/words.js";

interface Line {
  readonly peer: string;
  readonly role: Role;
  readonly isSelf: boolean;
  readonly platform?: string | undefined;
  readonly activity?: string | undefined;
  readonly isThere: boolean;
}
interface Plan {
  readonly act: "grant" | "revoke";
  readonly line: Line;
}

const roles = ["authority", "citizen", "ephemeral"] as const;
const roleWords: Readonly<Record<(typeof roles)[number], string>> = {
  authority: "Authority: keeps everything, gives and takes roles, counts for strict writes",
  citizen: "Citizen: keeps what it writes, and takes part",
  ephemeral: "Ephemeral: takes part, keeps nothing",
};

export function MembersPanel() {
  const { status } = useView();
  const lines = useLines();
  const [plan, setPlan] = useState<Plan>();
  const canChange = status?.role === "authority";
  return (
    <section className="card" aria-labelledby="members-title">
      <h2 id="members-title">Members</h2>
      {!canChange && (
        <p className="quiet-text">
          Roles are given and taken by Authorities. This page is {status ? `a ${roleText(status.role)}` : "not in a mesh yet"}: ask an
          Authority to grant it the role, in its Members panel or with <code>selvage grant</code>.
        </p>
      )}
      <ul className="members">
        {lines.map((line) => (
          <li key={line.peer}>
            <span className={line.isThere ? "presence there" : "presence"} aria-hidden="true" />
            <div className="who">
              <strong>{line.isSelf ? "This page" : (line.platform ?? "Member")}</strong> <code title={line.peer}>{shortId(line.peer)}</code>
              <span className="quiet-text">{line.isSelf ? "here" : line.isThere ? (line.activity ?? "in session") : "not in session"}</span>
            </div>
            <span className={`role ${line.role}`}>{roleText(line.role)}</span>
            {canChange && !line.isSelf && (
              <span className="buttons">
                <button type="button" onClick={() => setPlan({ act: "grant", line })}>
                  Grant…
                </button>
                <button type="button" className="grave-text" onClick={() => setPlan({ act: "revoke", line })}>
                  Revoke…
                </button>
              </span>
            )}
          </li>
        ))}
      </ul>
      {lines.length === 0 && <p className="empty">Nobody is known yet.</p>}
      {plan?.act === "grant" && <GrantQuestion line={plan.line} onClose={() => setPlan(undefined)} />}
      {plan?.act === "revoke" && <RevokeQuestion line={plan.line} onClose={() => setPlan(undefined)} />}
    </section>
  );
}

function useLines(): Line[] {
  const { status, peers, members } = useView();
  const lines = new Map<string, Line>();
  if (status) lines.set(status.self, { peer: status.self, role: status.role, isSelf: true, isThere: true });
  for (const { peer, role, platform, activity } of peers)
    lines.set(peer, { peer, role, platform, activity, isSelf: false, isThere: true });
  for (const { peer, role } of members)
    if (!lines.has(peer)) lines.set(peer, { peer, role, isSelf: peer === status?.self, isThere: false });
  return [...lines.values()];
}

interface QuestionProps {
  readonly line: Line;
  readonly onClose: () => void;
}

function GrantQuestion({ line, onClose }: QuestionProps) {
  const studio = useStudio();
  const [role, setRole] = useState<Role>("citizen");
  const grant = async (): Promise<void> => {
    const words = `${shortId(line.peer)} is ${roleText(role)}`;
    if (await studio.act(`Grant: ${words}`, (mesh) => mesh.grant(line.peer, role))) studio.say(`${words} from now on.`);
  };
  return (
    <Question title={`A role for ${shortId(line.peer)}`} yes={`Grant ${roleText(role)}`} onYes={() => void grant()} onClose={onClose}>
      <fieldset className="choices">
        <legend>It is {roleText(line.role)} now. From now on:</legend>
        {roles.map((one) => (
          <label key={one}>
            <input type="radio" name="role" checked={role === one} onChange={() => setRole(one)} /> {roleWords[one]}
          </label>
        ))}
      </fieldset>
    </Question>
  );
}

function RevokeQuestion({ line, onClose }: QuestionProps) {
  const studio = useStudio();
  const revoke = async (): Promise<void> => {
    if (await studio.act(`Revoke: ${shortId(line.peer)}`, (mesh) => mesh.revoke(line.peer)))
      studio.say(`${shortId(line.peer)} has no rights any more.`);
  };
  return (
    <Question title={`Revoke ${shortId(line.peer)}?`} yes="Revoke" isGrave onYes={() => void revoke()} onClose={onClose}>
      <p>
        It loses its role and its right to write, everywhere, as soon as the others hear of it. What it wrote before stays. A
        role can be granted again later.
      </p>
      <p>
        <code>{line.peer}</code>
      </p>
    </Question>
  );
}
