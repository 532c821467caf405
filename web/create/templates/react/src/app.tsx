// What is in the mesh, shown and changed.
import { useDoc, useMesh, usePeers, useStatus, useValue } from "selvage/react";

export function App() {
  const mesh = useMesh();
  const status = useStatus();
  const others = usePeers().length;
  return (
    <>
      <h1>__NAME__</h1>
      {status.state === "connecting" && <p>Joining…</p>}
      {status.state === "failed" && (
        <p role="alert">
          {status.error.message} <button onClick={status.retry}>Try again</button>
        </p>
      )}
      {mesh && (
        <p>
          In the mesh {mesh.name}, with {others} {others === 1 ? "other" : "others"}.
        </p>
      )}
      <Clicks />
    </>
  );
}

/** A counter that all peers share: right however many click at once, and after a reload. */
function Clicks() {
  const app = useDoc("app");
  const clicks = useValue<number>(app, "clicks");
  return (
    <button disabled={clicks === undefined} onClick={() => app?.counter("clicks").add(1)}>
      Clicked {clicks ?? 0} times, by anybody
    </button>
  );
}
