// The first machines of the package's README, run by its tests in Node.
// [first]
import { drive, load, PortTransport, systemClock } from "selvage";

const core = await load();
console.log(core.crc32c(new TextEncoder().encode("123456789")).toString(16));

// Two machines of the brain, joined by a MessageChannel. In a page the other end may be a Worker.
const clock = systemClock();
const { port1, port2 } = new MessageChannel();
drive({ machine: core.responder(clock.now()), transport: new PortTransport(port2), clock });
const asking = drive({
  machine: core.pinger({ seed: 1n, count: 3, now: clock.now() }),
  transport: new PortTransport(port1),
  clock,
  onEvent: (event) => console.log(event),
});
await asking.ended;
// [/first]
