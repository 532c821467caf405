// The page's side: loads the core, and drives the end of the stream that asks.
import { drive, load, PortTransport, systemClock } from "../dist/index.js";

// The one whose trace every body's test knows.
const conversation = { seed: 0x5e1fa6en, count: 20 };
const element = (id) => document.getElementById(id);
const clock = systemClock();
const worker = new Worker("worker.js", { type: "module" });
const answering = new Promise((ready, failed) => {
  worker.addEventListener("message", ready, { once: true });
  worker.addEventListener("error", ({ message }) => failed(new Error(message)), { once: true });
});

async function ping(core) {
  const { port1, port2 } = new MessageChannel();
  worker.postMessage(port2, [port2]);
  const times = [];
  const asking = drive({
    machine: core.pinger({ ...conversation, now: clock.now() }),
    transport: new PortTransport(port1),
    clock,
    onEvent(event) {
      const time = /: (\d+) us$/.exec(event);
      if (time) times.push(Number(time[1]));
      else element("state").textContent = event;
    },
  });
  const trace = await asking.ended;
  show(times, trace);
}

function show(times, trace) {
  const sorted = times.toSorted((left, right) => left - right);
  const median = sorted[Math.floor(sorted.length / 2)];
  element("count").textContent = String(times.length);
  element("median").textContent = median === undefined ? "–" : `${median} µs`;
  element("trace").textContent = Array.from(trace, hexByte).join("");
  const largest = sorted.at(-1) ?? 1;
  const bars = times.map((time) => {
    const bar = document.createElement("li");
    bar.textContent = `${time} microseconds`;
    bar.style.setProperty("--share", String(time / largest));
    return bar;
  });
  element("trips").replaceChildren(...bars);
}

const hexByte = (byte) => byte.toString(16).padStart(2, "0");

async function start() {
  const began = performance.now();
  const core = await load();
  element("load").textContent = `${(performance.now() - began).toFixed(1)} ms`;
  await answering; // So that the first round trip is one, and not the Worker's loading.
  const button = element("again");
  button.addEventListener("click", () => ping(core));
  await ping(core);
  button.disabled = false;
}

start().catch((failure) => {
  element("state").textContent = failure.message;
});
