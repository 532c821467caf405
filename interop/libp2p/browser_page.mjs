// @ts-check
// The page that is js-libp2p as browsers get it: bundled by browser_peer.mjs, which calls start() and
// command() and gives it told(), to tell of events.
import { webRTCDirect } from "@libp2p/webrtc";
import { webSockets } from "@libp2p/websockets";
import { Session } from "./session.mjs";

/** @type {any} */
const page = globalThis;

/** @type {Session} */
let session;

page.start = async () => {
  const options = { transports: [webRTCDirect(), webSockets()], agent: "js-libp2p-interop-browser/1" };
  session = await Session.start(options, (event) => page.told(event));
};
page.command = (/** @type {import("./session.mjs").Command} */ command) => session.do(command);
