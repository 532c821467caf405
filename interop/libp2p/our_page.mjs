// @ts-check
// The page that is ours: bundled by browser_peer.mjs with the package as users get it, beside which
// its module is served.
import { OurSession } from "./our_session.mjs";

/** @type {any} */
const page = globalThis;

/** @type {OurSession} */
let session;

page.start = async () => {
  const script = new URL("dist/index.js", location.href).href;
  const { load } = await import(script);
  session = await OurSession.start(await load(), (event) => page.told(event));
};
page.command = (/** @type {import("./session.mjs").Command} */ command) => session.do(command);
