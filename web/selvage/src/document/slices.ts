// What takes long is done in slices: the page does other things in between, and a frame is never
// late because of a document. A step is a fixed amount of work, counted by the core; how many steps
// make a slice is decided by the clock here.

/** Where the driver has the time from, and how it lets others run. */
export interface Pace {
  now(): number;
  pause(): Promise<void>;
}

/** Milliseconds after which a slice ends: half a frame at 120 frames a second. */
export const sliceMax = 4;

/** The core's steps that are done at once, some fractions of a millisecond. */
export const stepsAtOnce = 500;

/**
 * In its turn with everything else that the page has to do: frames, input, messages, timers. A
 * promise alone would not let them run, and scheduler.yield() would come before most of them.
 */
export const pagePace: Pace = {
  now: () => performance.now(),
  pause() {
    const { setImmediate } = globalThis as { setImmediate?: (action: () => void) => void };
    // Node's; there an open port would keep the process alive.
    if (setImmediate) return new Promise((resume) => setImmediate(resume));
    return new Promise((resume) => {
      const { port1, port2 } = new MessageChannel();
      port1.onmessage = () => {
        port1.close();
        resume();
      };
      port2.postMessage(undefined);
    });
  },
};

/** Calls `step` until it says that all is done. */
export async function inSlices(pace: Pace, step: () => boolean): Promise<void> {
  for (;;) {
    const end = pace.now() + sliceMax;
    do {
      if (step()) return;
    } while (pace.now() < end);
    await pace.pause();
  }
}
