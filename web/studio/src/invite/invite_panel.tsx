// A way in for others: for everybody who reads it, or for one, once.
import { useEffect, useId, useState } from "react";
import type { MadeInvite } from "selvage";
import { useStudio, useView } from "../session/use_studio.js";
import { CopyButton } from "../ui/copy_button.js";
import { firstWanted, InviteForm, optionsOf, type Wanted } from "./invite_form.js";
import { linkOf } from "./link.js";

export function InvitePanel() {
  const studio = useStudio();
  const { status } = useView();
  const [wanted, setWanted] = useState(firstWanted);
  const [made, setMade] = useState<{ readonly invite: MadeInvite; readonly wanted: Wanted }>();
  const isReady = status?.mesh !== undefined;

  const make = async (): Promise<void> => {
    await studio.act("Made an invite", async (mesh) => {
      setMade({ invite: await mesh.invite({ picture: "svg", ...optionsOf(wanted) }), wanted });
    });
  };
  useEffect(() => {
    if (isReady) void make();
    // Only the first is made without being asked for.
  }, [isReady]);

  return (
    <section className="card invite-panel" aria-labelledby="invite-title">
      <h2 id="invite-title">Invite</h2>
      <InviteForm wanted={wanted} isReady={isReady} onWant={setWanted} onMake={() => void make()} />
      {!isReady && <p className="quiet-text">The mesh is not known yet. An invite can be made as soon as it is.</p>}
      {status?.addresses.length === 0 && (
        <p className="hint">
          Nobody can dial a page, so an invite made here names no peer. It works for other tabs of this browser, and for those who reach a
          peer of the mesh in another way. For other machines, make it where one runs: <code>selvage invite</code>.
        </p>
      )}
      {made && <Made invite={made.invite} isStale={made.wanted !== wanted} />}
    </section>
  );
}

function Made({ invite, isStale }: { readonly invite: MadeInvite; readonly isStale: boolean }) {
  const link = invite.link ?? linkOf(invite.text, location.href);
  return (
    <div className={isStale ? "made stale" : "made"}>
      {invite.picture !== undefined && (
        <img className="code" src={`data:image/svg+xml,${encodeURIComponent(invite.picture)}`} alt="The invite as a QR code, for a phone's camera" />
      )}
      <div className="made-texts">
        {isStale && <p role="status">This one is for the choice before.</p>}
        {link !== undefined && <Shown title="Link" hint="Opens this page, in the mesh." text={link} />}
        <Shown title="Text" hint="For selvage join, or to be pasted into another page." text={invite.text} />
      </div>
    </div>
  );
}

interface ShownProps {
  readonly title: string;
  readonly hint: string;
  readonly text: string;
}

function Shown({ title, hint, text }: ShownProps) {
  const id = useId();
  return (
    <div className="shown">
      <label htmlFor={id}>{title}</label>
      <textarea id={id} readOnly rows={3} value={text} onFocus={(event) => event.target.select()} />
      <div className="row">
        <span className="quiet-text">{hint}</span>
        <CopyButton text={text} what={title} isWide />
      </div>
    </div>
  );
}
