// A page that the server renders for every request, not once while building.
export const dynamic = "force-dynamic";

// [page]
import Game from "./game";

export default function Page() {
  return (
    <main>
      <h1>Game</h1>
      <Game />
    </main>
  );
}
// [/page]
