// The app of docs/react.md, run by its test.
// [app]
import { useEffect, useState } from "react";
import { createRoot } from "react-dom/client";
import { MeshProvider, useDoc, useMesh, useNotes, usePeers, useStatus, useTask, useValue } from "selvage/react";

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
      <Names />
      <Primes />
    </>
  );
}
// [/game]

// [notes]
function Names() {
  const mesh = useMesh();
  const [name, setName] = useState("");
  const [names = {}, say] = useNotes<string>("name");
  useEffect(() => void say(name || undefined), [say, name]); // Undefined takes it out.
  const others = Object.entries(names).filter(([peer]) => peer !== mesh?.id);
  return (
    <>
      <input aria-label="Your name" value={name} onChange={({ target }) => setName(target.value)} />
      <p>Here: {others.map(([, other]) => other).join(", ")}</p>
    </>
  );
}
// [/notes]

// [task]
const primes = `function main(input, host) {
  let count = 0;
  for (let n = 2; n < host.json(); n++) {
    let isPrime = true;
    for (let d = 2; d * d <= n && isPrime; d++) isPrime = n % d !== 0;
    if (isPrime) count++;
  }
  return count;
}`;

function Primes() {
  const mesh = useMesh();
  const { state, progress, output, error, run, cancel } = useTask({ script: primes });
  return (
    <>
      <button onClick={() => mesh?.work()}>Work for others</button>
      <button onClick={() => run(10_000)}>Count primes</button>
      {state === "leased" && <progress value={progress} />}
      {(state === "pending" || state === "leased") && <button onClick={cancel}>Stop</button>}
      {output && <p>There are {output.text()}.</p>}
      {error && <p role="alert">{error.message}</p>}
    </>
  );
}
// [/task]

// [root]
createRoot(document.getElementById("root")!).render(<App />);
// [/root]
