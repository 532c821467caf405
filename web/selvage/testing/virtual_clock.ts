// A clock that moves only when the test says so, and counts the timers that are armed.
import type { Clock } from "../src/clock.js";

export class VirtualClock implements Clock {
  #now = 0;
  readonly #timers = new Set<{ time: number; action: () => void }>();

  now(): number {
    return this.#now;
  }

  wakeAt(time: number, action: () => void): () => void {
    const timer = { time, action };
    this.#timers.add(timer);
    return () => this.#timers.delete(timer);
  }

  get armed(): number {
    return this.#timers.size;
  }

  advance(microseconds: number): void {
    this.#now += microseconds;
    for (const timer of [...this.#timers]) {
      if (timer.time > this.#now || !this.#timers.delete(timer)) continue;
      timer.action();
    }
  }
}
