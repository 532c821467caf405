// @ts-check
// The page of the comparison that dials a WebSocket: it has nothing for other transports.
import { webSockets } from "@libp2p/websockets";

import { syncOver } from "./their_page.mjs";

await syncOver(webSockets());
