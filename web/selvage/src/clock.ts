// Clock is where a driver gets time from: the system's in a page, a made-up one in a test.
// Microseconds.

export interface Clock {
  now(): number;
  /** Calls `action` at that time or later, once. The function that is returned takes it back. */
  wakeAt(time: number, action: () => void): () => void;
}

const timeoutMax = 2 ** 31 - 1; // A longer timer fires at once; waking up early does no harm.

export function systemClock(): Clock {
  const now = (): number => Math.floor(performance.now() * 1000);
  return {
    now,
    wakeAt(time, action) {
      const milliseconds = Math.ceil((time - now()) / 1000);
      if (milliseconds <= 0) return wakeNext(action);
      const timer = setTimeout(action, Math.min(Math.max(milliseconds, 0), timeoutMax));
      return () => clearTimeout(timer);
    },
  };
}

/** In the next task. Browsers let a timer that is due wait for 4 ms, and in a tab that nobody sees for a second. */
function wakeNext(action: () => void): () => void {
  const { port1, port2 } = new MessageChannel();
  port1.onmessage = () => {
    port1.close();
    action();
  };
  port2.postMessage(undefined);
  return () => port1.close();
}
