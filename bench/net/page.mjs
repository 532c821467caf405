// @ts-check
// js-libp2p in a page of Chromium dials ours and js-libp2p in Node. What the page takes of the processors nobody tells.
import { Browser } from "../../interop/libp2p/browser_peer.mjs";
import { ProcessPeer, jsPeer } from "../../interop/libp2p/process_peer.mjs";
import { disconnect, measureFirstByte, measurePing, measureThroughput } from "./figures.mjs";
import { ourPeer, pageTransports, transports } from "./names.mjs";

const [browser, ours, js] = await Promise.all([
  Browser.start(),
  ProcessPeer.start("ours", ourPeer),
  ProcessPeer.start("js", jsPeer),
]);
try {
  const page = await browser.openPeer("page");
  for (const transport of pageTransports) {
    for (const [who, to] of /** @type {const} */ ([["page to ours", ours], ["page to js", js]])) {
      const address = await to.listen(transports[transport].listen);
      await measureFirstByte(`page, ${transport}, dial to first byte`, who, page, to, address);
      await measurePing(`page, ${transport}, ping`, who, page, to);
      await measureThroughput(`page, ${transport}, sends`, who, page, to, 1);
      await measureThroughput(`page, ${transport}, receives`, who, page, to, 1, "download");
      await disconnect(page, to);
    }
  }
} finally {
  await browser.stop();
}
await Promise.all([ours, js].map((peer) => peer.stop()));
