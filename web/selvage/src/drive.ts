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
  /** Resolves with the machine's trace when it has ended; fails if the core failed. */
  readonly ended: Promise<Uint8Array>;
  /** Ends the stream from this side. */
  close(): void;
}

export function drive({ machine, transport, clock, onEvent }: DriveOptions): Drive {
  let running = true;
  let disarm = (): void => {};
  let resolve: (trace: Uint8Array) => void;
  let reject: (failure: unknown) => void;
  const ended = new Promise<Uint8Array>((onEnd, onFailure) => {
    resolve = onEnd;
    reject = onFailure;
  });

  const stop = (): void => {
    running = false;
    disarm();
    transport.close();
    machine.free();
  };

  const pump = (): void => {
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
      resolve(machine.trace());
      stop();
      return;
    }
    const deadline = machine.deadline();
    disarm =
      deadline === undefined
        ? () => {}
        : clock.wakeAt(deadline, () => input((now) => machine.expire(now)));
  };

  const input = (give: (now: number) => void): void => {
    if (!running) return;
    try {
      give(clock.now());
      pump();
    } catch (failure) {
      stop();
      reject(failure);
    }
  };

  transport.open({
    data: (bytes) => input((now) => machine.receive(bytes, now)),
    end: () => input((now) => machine.end(now)),
  });
  input(() => {}); // What the machine has to say before it hears anything.
  return { ended, close: () => input((now) => machine.end(now)) };
}
