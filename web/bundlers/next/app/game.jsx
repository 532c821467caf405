// What the page has of a mesh, in the browser alone.
// [game]
"use client";

import { MeshProvider, useDoc, useStatus, useValue } from "selvage/react";

export default function Game() {
  return (
    <MeshProvider name="Alpha">
      <Score />
    </MeshProvider>
  );
}

function Score() {
  const mesh = useStatus(); // "connecting" on the server, and at first in the browser.
  const game = useDoc("game");
  const score = useValue(game, "score");
  if (mesh.state === "failed") return <p role="alert">{mesh.error.message}</p>;
  if (score === undefined) return <p>Joining…</p>;
  return <button onClick={() => game.counter("score").add(1)}>Score: {score ?? 0}</button>;
}
// [/game]
