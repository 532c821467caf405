// The app of docs/react.md, run by its test.
// [app]
import { createRoot } from "react-dom/client";
import { MeshProvider, useDoc, usePeers, useStatus, useValue } from "selvage/react";

function App() {
  return (
    <MeshProvider>
      <Gate />
    </MeshProvider>
  );
}
// [/app]

// [gate]
function Gate() {
  const mesh = useStatus();
  if (mesh.state === "connecting") return <p>Joining…</p>;
  if (mesh.state === "failed")
    return (
      <p role="alert">
        {mesh.error.message} <button onClick={mesh.retry}>Try again</button>
      </p>
    );
  return <Game />;
}
// [/gate]

// [game]
function Game() {
  const game = useDoc("game");
  const score = useValue<number>(game, "score");
  const peers = usePeers();
  if (score === undefined) return <p>Reading…</p>; // Not known yet; null is: nothing there.
  return (
    <>
      <p>Score: {score ?? 0}</p>
      <button onClick={() => game?.counter("score").add(1)}>One more</button>
      <p>{peers.length} others are here.</p>
    </>
  );
}
// [/game]

// [root]
createRoot(document.getElementById("root")!).render(<App />);
// [/root]
