// @ts-check
// A page of ours in which one types. With ?alone it looks for no other tabs, so that what it has goes through the terminal.
import { join } from "selvage";

import { show } from "./view.mjs";

// A Worker would find its own.
const isAlone = new URLSearchParams(location.search).has("alone");
if (isAlone) Object.assign(globalThis, { BroadcastChannel: undefined });
const mesh = await join(isAlone ? { thread: "here" } : {});
const notes = mesh.doc("notes").text("text");
show({
  append: (letter) => notes.append(letter),
  watch: (use) => void mesh.doc("notes").watch("text", (value) => use(typeof value === "string" ? value : "")),
});
for (;;) {
  const { peers } = await mesh.status();
  if (peers > 0) break;
  await new Promise((resolve) => setTimeout(resolve, 20));
}
console.log(JSON.stringify({ connected: true }));
