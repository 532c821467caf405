// @ts-check
// The page that is measured: it joins by its own address, and tells when it has what the other side wrote last, and all
// that was written before.
import { join } from "selvage";

const wanted = new URLSearchParams(location.search).get("wanted");
const mesh = await join();
const state = mesh.doc("state");
state.watch("version", async (version) => {
  if (version !== wanted) return;
  const entries = Object.keys(/** @type {object} */ (await state.get())).length;
  console.log(JSON.stringify({ synced: performance.now(), entries }));
});
