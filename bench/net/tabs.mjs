// @ts-check
// Our page in Chromium with ours natively over webrtc-direct, and two such pages with one another over WebRTC.
import { Browser } from "../../interop/libp2p/browser_peer.mjs";
import { ProcessPeer } from "../../interop/libp2p/process_peer.mjs";
import { disconnect, measureFirstByte, measurePing, measureThroughput } from "./figures.mjs";
import { ourPeer, tabPairs, transports } from "./names.mjs";

const [browser, ours] = await Promise.all([Browser.start({ kind: "ours" }), ProcessPeer.start("ours", ourPeer)]);
const { native, tabs } = tabPairs;

/** @param {string} who @param {import("../../interop/libp2p/peer.mjs").Peer} from @param {import("../../interop/libp2p/peer.mjs").Peer} to */
async function measure(who, from, to) {
  await measurePing("our page, ping", who, from, to);
  await measureThroughput("our page, sends", who, from, to, 1);
  await measureThroughput("our page, receives", who, from, to, 1, "download");
}

try {
  const [page, other] = [await browser.openPeer("page"), await browser.openPeer("other page")];
  const address = await ours.listen(transports["webrtc-direct"].listen);
  await measureFirstByte("our page, dial to first byte", native, page, ours, address);
  await measure(native, page, ours);
  await disconnect(page, ours);
  for (const one of [page, other]) await one.ask({ do: "join", name: "bench" });
  await page.expect("connected", { peer: other.id });
  await measure(tabs, page, other);
} finally {
  await browser.stop();
}
await ours.stop();
