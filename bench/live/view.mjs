// @ts-check
// A field that is typed into and a text that shows what everybody typed, with the times of both: of keys by the browser's
// own stamp and by when this script heard of them, of what came by when a script saw it and when the frame that shows it was
// made.

const wall = (/** @type {number} */ time) => performance.timeOrigin + time;

/** @param {{ append: (letter: string) => unknown, watch: (use: (text: string) => void) => void }} text */
export function show({ append, watch }) {
  const field = document.body.appendChild(document.createElement("textarea"));
  const shown = document.body.appendChild(document.createElement("pre"));
  /** @type {{ keys: number[], inputs: number[], seen: number[], painted: number[] }} by the number of the letter */
  const times = { keys: [], inputs: [], seen: [], painted: [] };
  const { port1, port2 } = new MessageChannel();
  port1.onmessage = ({ data }) => noteUpTo(data, times.painted);
  field.addEventListener("keydown", ({ timeStamp }) => times.keys.push(wall(timeStamp)));
  field.addEventListener("input", () => {
    times.inputs.push(wall(performance.now()));
    append(field.value.slice(-1));
  });
  watch((value) => {
    noteUpTo(value.length, times.seen);
    shown.textContent = value;
    // What is posted from within a frame is heard when the frame is done.
    requestAnimationFrame(() => port2.postMessage(value.length));
  });
  field.focus();
  Object.assign(globalThis, { times });
}

/** @param {number} count @param {number[]} list */
function noteUpTo(count, list) {
  while (list.length < count) list.push(wall(performance.now()));
}
