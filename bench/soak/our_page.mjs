// @ts-check
// A tab that edits for as long as it is open, every so many milliseconds as its address says, and tells when it begins.
import { load } from "selvage";

const pause = Number(new URLSearchParams(location.search).get("pause"));
const core = await load({ crypto: true });
const mesh = await core.join();
while ((await mesh.status()).peers === 0) await new Promise((resolve) => setTimeout(resolve, 50));
const soak = mesh.doc("soak");
let count = 0;
let failures = 0;
let isGoingOn = true;

/** What is there stays as large as it is. */
async function edit() {
  const turn = count++;
  if (turn % 3 === 0) return soak.set(["keys", `key${turn % 200}`], turn);
  if (turn % 3 === 1) return soak.counter("score").add(1);
  return turn % 300 === 2 ? soak.set("notes", "") : soak.set("notes", "a line of text ".repeat((turn % 20) + 1));
}

async function goOn() {
  while (isGoingOn) {
    await edit().catch(() => ++failures);
    await new Promise((resolve) => setTimeout(resolve, pause));
  }
}

Object.assign(globalThis, {
  report: () => ({ count, failures, module: core.memorySize }),
  end: () => void (isGoingOn = false),
  whole: () => soak.get(),
});
void goOn();
console.log(JSON.stringify({ began: true }));
