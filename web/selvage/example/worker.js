// The Worker's side: answers on every port that the page sends. Ports that come while the core is loading
// wait, since listening begins at once.
import { drive, load, PortTransport, systemClock } from "../dist/index.js";

const clock = systemClock();
const loading = load();

addEventListener("message", async ({ data: port }) => {
  const core = await loading;
  const machine = core.responder(clock.now());
  drive({ machine, transport: new PortTransport(port), clock });
});
