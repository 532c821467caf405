// @ts-check
// The page of the comparison in which one types: js-libp2p over a WebSocket, and Yjs.
import { webSockets } from "@libp2p/websockets";
import * as Y from "yjs";

import { startPage } from "../join/their_page.mjs";
import { show } from "./view.mjs";

const doc = new Y.Doc();
const notes = doc.getText("notes");
show({
  append: (letter) => notes.insert(notes.length, letter),
  watch: (use) => notes.observe(() => use(notes.toString())),
});
await startPage(webSockets(), doc);
console.log(JSON.stringify({ connected: true }));
