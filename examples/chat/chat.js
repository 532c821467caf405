// The page's end of the chat: a peer like any other. The addresses behind the # are dialled, and one must
// answer: Firefox makes no WebRTC with its own machine. Tabs of this page find one another without them.
import { load } from "../../web/selvage/dist/index.js";

const topic = "chat";
const element = (id) => document.getElementById(id);

function show(line) {
  const item = document.createElement("li");
  item.textContent = line;
  element("lines").append(item);
}

function tell({ kind, peer, transport, text }) {
  if (kind === "connected") show(`* …${peer.slice(-6)} is here, over ${transport}`);
  if (kind === "disconnected") show(`* ${text}`);
}

async function start() {
  const core = await load();
  const swarm = await core.createSwarm({ agent: "selvage-chat", onEvent: tell });
  const decoder = new TextDecoder();
  swarm.subscribe(topic, ({ bytes }) => show(decoder.decode(bytes)));
  swarm.joinTabs(topic);
  element("form").addEventListener("submit", (event) => {
    event.preventDefault();
    const line = `${element("name").value}: ${element("text").value}`;
    swarm.publish(topic, new TextEncoder().encode(line));
    show(line);
    element("text").value = "";
  });
  element("state").textContent = `You are …${swarm.id.slice(-6)}`;
  const addresses = decodeURIComponent(location.hash.slice(1)).split(",");
  if (addresses[0]) await Promise.any(addresses.map((address) => swarm.dial(address)));
}

start().catch((error) => {
  element("state").textContent = String(error);
});
