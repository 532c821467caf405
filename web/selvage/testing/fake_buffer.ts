// What waits in a data channel, for tests: it tells once, when that falls to the threshold from above, as the standard has it.
export class FakeBuffer {
  bufferedAmount = 0;
  bufferedAmountLowThreshold = 0;
  onbufferedamountlow: (() => void) | null = null;

  drain(size: number): void {
    const before = this.bufferedAmount;
    this.bufferedAmount = Math.max(0, before - size);
    const low = this.bufferedAmountLowThreshold;
    if (before > low && this.bufferedAmount <= low) this.onbufferedamountlow?.();
  }
}
