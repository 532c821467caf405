// The room that is left, looked at again and again while somebody sees it.
import { useCallback, useEffect, useState } from "react";
import { useStudio, useView } from "../session/use_studio.js";
import { readRoom, type Room } from "./room.js";

const pauseMillis = 5_000;

/** Undefined until it is known. `look` looks at once. */
export function useRoom(): { readonly room: Room | undefined; readonly look: () => void } {
  const studio = useStudio();
  const { phase } = useView();
  const [room, setRoom] = useState<Room>();
  const look = useCallback(() => void readRoom(studio.mesh).then(setRoom), [studio]);
  useEffect(() => {
    look();
    const looking = setInterval(look, pauseMillis);
    return () => clearInterval(looking);
  }, [look, phase]);
  return { room, look };
}
