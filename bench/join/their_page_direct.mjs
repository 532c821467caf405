// @ts-check
// The page of the comparison that dials by webrtc-direct: it has nothing for other transports.
import { webRTCDirect } from "@libp2p/webrtc";

import { syncOver } from "./their_page.mjs";

await syncOver(webRTCDirect());
