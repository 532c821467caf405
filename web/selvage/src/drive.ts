// drive() joins a stream machine to a transport and a clock until the machine has ended.
//
// It decides nothing. After every input it does the same three things: sends what waits, takes the
// events, arms one timer. It owns the machine and the transport: at the end, for whatever reason,
// the timer is cleared, the transport closed and the machine freed.
import type { Clock } from "./clock.js";
import type { StreamMachine } from "./stream.js";
import type { ByteTransport } from "./transport.js";

/** What drive() asks of a machine. */
export type DrivenMachine = Pick<StreamMachine, keyof StreamMachine>;

export interface DriveOptions {
  readonly machine: DrivenMachine;
  readonly transport: ByteTransport;
  readonly clock: Clock;
  readonly onEvent?: (event: string) => void;
}

export interface Drive {
  /**
   * Resolves with the machine's trace when it has ended. Fails with the first that failed: the core,
   * the transport, or onEvent.
   */
  readonly ended: Promise<Uint8Array>;
  /** Ends the stream from this side. */
  close(): void;
}

export function drive({ machine, transport, clock, onEvent }: DriveOptions): Drive {
  let running = true;
  let disarm = (): void => {};
  const { ended, resolve, reject } = pending();

  const stop = (): void => {
    if (!running) return;
    running = false;
    try {
      disarm();
      transport.close();
    } finally {
      machine.free();
    }
  };

  // The first failure is the one that is told; one of closing after it has nobody to go to.
  const fail = (failure: unknown): void => {
    reject(failure);
    try {
      stop();
    } catch {}
  };

  const pump = (): void => {
    if (!running) return; // The transport delivered an end while it was given something.
    const bytes = machine.outgoing();
    if (bytes.length > 0) {
      machine.consume(bytes.length);
      transport.send(bytes);
    }
    while (running) {
      const event = machine.nextEvent();
      if (event === undefined) break;
      onEvent?.(event);
    }
    if (!running) return; // The user closed the stream on an event.
    disarm();
    if (machine.ended()) {
      const trace = machine.trace();
      queueMicrotask(() => resolve(trace)); // What still fails in this call comes first.
      stop();
      return;
    }
    const deadline = machine.deadline();
    disarm =
      deadline === undefined
        ? () => {}
        : clock.wakeAt(deadline, () => input((now) => machine.expire(now)));
  };

  const input = (act: (now: number) => void): void => {
    if (!running) return;
    try {
      act(clock.now());
      pump();
    } catch (failure) {
      fail(failure);
    }
  };

  // What the machine answers to one piece is sent before it is given the next.
  const receive = (bytes: Uint8Array): void => {
    for (const piece of piecesOf(bytes, machine.receiveSizeMax))
      input((now) => machine.receive(piece, now));
  };
  const close = (): void => input((now) => machine.end(now));
  input(() => transport.open({ data: receive, end: close })); // Then it says what it has to say.
  return { ended, close };
}

function pending() {
  let resolve!: (trace: Uint8Array) => void;
  let reject!: (failure: unknown) => void;
  const ended = new Promise<Uint8Array>((onEnd, onFailure) => {
    resolve = onEnd;
    reject = onFailure;
  });
  return { ended, resolve, reject };
}

function* piecesOf(bytes: Uint8Array, sizeMax: number): Generator<Uint8Array> {
  for (let from = 0; from < bytes.length; from += sizeMax)
    yield bytes.subarray(from, from + sizeMax);
}
