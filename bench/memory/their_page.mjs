// @ts-check
// A page of the comparison that is connected and does nothing.
import { webSockets } from "@libp2p/websockets";
import * as Y from "yjs";

import { startPage } from "../join/their_page.mjs";

const doc = new Y.Doc();
await startPage(webSockets(), doc);
Object.assign(globalThis, { doc });
console.log(JSON.stringify({ connected: true }));
