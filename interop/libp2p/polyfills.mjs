// @ts-check
// What js-libp2p asks of newer versions of Node than 20. Import it before anything of js-libp2p.
// @ts-expect-error ws brings no types along.
import { WebSocket } from "ws";

function withResolvers() {
  /** @type {any} */
  const made = {};
  made.promise = new Promise((resolve, reject) => {
    made.resolve = resolve;
    made.reject = reject;
  });
  return made;
}

const known = /** @type {any} */ (Promise);
known.withResolvers ??= withResolvers;
globalThis.WebSocket ??= WebSocket;
