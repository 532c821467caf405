// The Worker's side: says when its core is loaded, then answers on every port that the page sends.
import { drive, load, PortTransport, systemClock } from "../dist/index.js";

const clock = systemClock();

async function start() {
  const core = await load();
  addEventListener("message", ({ data: port }) => {
    const machine = core.responder(clock.now());
    drive({ machine, transport: new PortTransport(port), clock });
  });
  postMessage("ready");
}

start().catch((failure) => {
  setTimeout(() => {
    throw failure; // Outside the promise, so that the page hears of it.
  });
});
