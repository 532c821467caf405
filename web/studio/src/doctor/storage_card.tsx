// What this site and this page's journal take of the room that the browser gives, as a bar and in words.
import { useStudio, useView } from "../session/use_studio.js";
import { Findings } from "./findings.js";
import { findingsOfRoom, isTight, journalText, takenOf, takenText, type Room } from "./room.js";
import { useRoom } from "./use_room.js";

export function StorageCard() {
  const { status } = useView();
  const studio = useStudio();
  const { room, look } = useRoom();
  const persist = async (): Promise<void> => {
    const isGranted = (await navigator.storage?.persist?.().catch(() => false)) ?? false;
    studio.say(isGranted ? "The browser keeps this site's data." : "The browser refused. Bookmark or install the page, and ask again.");
    look();
  };
  return (
    <section className="card storage" aria-labelledby="doctor-storage">
      <h2 id="doctor-storage">Storage</h2>
      {room ? (
        <>
          <Bar room={room} />
          <dl className="facts">
            <div>
              <dt>This site</dt>
              <dd>{takenText(room)}</dd>
            </div>
            <div>
              <dt>Journal</dt>
              <dd>{status?.storage === false ? "none" : journalText(room)}</dd>
            </div>
          </dl>
          <Findings findings={findingsOfRoom(room, status?.storage)} />
        </>
      ) : (
        <p role="status">Looking…</p>
      )}
      <div className="buttons">
        <button type="button" onClick={look}>
          Measure again
        </button>
        {room?.isPersisted === false && (
          <button type="button" onClick={() => void persist()}>
            Ask for lasting storage
          </button>
        )}
      </div>
    </section>
  );
}

function Bar({ room }: { readonly room: Room }) {
  const taken = takenOf(room);
  if (taken === undefined) return null;
  const percent = Math.floor(taken * 100);
  return (
    <div
      className={isTight(room) ? "bar tight" : "bar"}
      role="meter"
      aria-label="Room that this site takes"
      aria-valuemin={0}
      aria-valuemax={100}
      aria-valuenow={percent}
      aria-valuetext={takenText(room)}
    >
      <div style={{ width: `${taken * 100}%` }} />
    </div>
  );
}
