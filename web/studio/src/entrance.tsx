// Before there is a mesh: where one is named, what is being done, or why it did not work.
import { useState } from "react";
import { Progress } from "./progress.js";
import { wayFrom } from "./session/address.js";
import { useStudio, useView } from "./session/use_studio.js";
import { WithCode } from "./ui/with_code.js";

export function Entrance() {
  const studio = useStudio();
  const { phase, failure } = useView();
  const [typed, setTyped] = useState("");
  if (phase === "joining") return <Progress />;
  return (
    <section className="card entrance" aria-labelledby="entrance-title">
      <h2 id="entrance-title">Join a mesh</h2>
      {failure && (
        <div className="failure" role="alert">
          <strong>{failure.cause}</strong>
          <p>
            <WithCode text={failure.remedy} />
          </p>
        </div>
      )}
      <p className="quiet-text">
        This browser becomes a peer of the mesh, directly, without a server in between. Paste an invite, or write the name of a mesh that
        this browser already has, or that is to begin here.
      </p>
      <form
        className="row"
        onSubmit={(event) => {
          event.preventDefault();
          const way = wayFrom(typed);
          if (way) void studio.start(way);
        }}
      >
        <label>
          Invite or name
          <input data-first-field autoFocus value={typed} onChange={(event) => setTyped(event.target.value)} autoComplete="off" spellCheck={false} placeholder="Alpha" />
        </label>
        <button type="submit" className="main" disabled={typed.trim() === ""}>
          Join
        </button>
      </form>
      <p className="quiet-text">
        A terminal makes an invite with <code>selvage invite</code>.
      </p>
    </section>
  );
}
