// RemoteChannel is an RTCDataChannel in a Worker, as far as a link uses one. It is the browser's own, once the page has handed
// it over; or the page has it, and says what becomes of it.

/** What a channel that stays in the page orders there. */
export interface ChannelOrders {
  send(bytes: Uint8Array<ArrayBuffer>): void;
  close(): void;
}

export class RemoteChannel {
  binaryType = "arraybuffer";
  onopen: (() => void) | null = null;
  onclose: (() => void) | null = null;
  onbufferedamountlow: (() => void) | null = null;
  onmessage: ((event: { readonly data: unknown }) => void) | null = null;
  readonly #orders: ChannelOrders;
  #itself: RTCDataChannel | undefined;
  #state: RTCDataChannelState;
  #threshold = 0;
  /** Ordered, and of that what has left: in bytes, of a channel that stays in the page. */
  #ordered = 0;
  #left = 0;
  /** What was sent on one that the peer opened, and that is not open here yet. */
  readonly #early: Uint8Array<ArrayBuffer>[] = [];
  #earlySize = 0;

  /** One that the peer opened is open. */
  constructor(orders: ChannelOrders, state: RTCDataChannelState) {
    this.#orders = orders;
    this.#state = state;
  }

  get readyState(): RTCDataChannelState {
    return this.#state;
  }
  get bufferedAmount(): number {
    return this.#itself ? this.#itself.bufferedAmount + this.#earlySize : this.#ordered - this.#left;
  }
  get bufferedAmountLowThreshold(): number {
    return this.#threshold;
  }
  set bufferedAmountLowThreshold(size: number) {
    this.#threshold = size;
    if (this.#itself) this.#itself.bufferedAmountLowThreshold = size;
  }

  /** The bytes are copied before it returns. */
  send(bytes: Uint8Array): void {
    if (this.#state !== "open") throw new DOMException("The channel is not open.", "InvalidStateError");
    if (this.#itself?.readyState === "open") return this.#itself.send(bytes as Uint8Array<ArrayBuffer>);
    if (this.#itself) {
      this.#early.push(bytes.slice());
      this.#earlySize += bytes.length;
      return;
    }
    this.#ordered += bytes.length;
    this.#orders.send(bytes.slice());
  }

  close(): void {
    if (this.#state === "closed") return;
    this.#state = "closing";
    if (!this.#itself) this.#orders.close();
    else if (this.#earlySize === 0) this.#itself.close();
  }

  // --- What the page tells.

  hearHanded(itself: RTCDataChannel): void {
    this.#itself = itself;
    itself.binaryType = "arraybuffer";
    itself.bufferedAmountLowThreshold = this.#threshold;
    itself.onopen = () => this.#hearOpen();
    itself.onclose = () => this.hearState("closed");
    itself.onmessage = (event) => this.onmessage?.(event);
    itself.onbufferedamountlow = () => this.onbufferedamountlow?.();
    if (this.#state === "closing") itself.close();
    else if (itself.readyState === "open") this.#hearOpen();
    else if (itself.readyState === "closed") this.hearState("closed");
  }

  hearState(state: RTCDataChannelState): void {
    if (this.#state === "closed" || state === this.#state) return;
    if (this.#state === "closing" && state !== "closed") return;
    this.#state = state;
    if (state === "open") this.onopen?.();
    if (state === "closed") this.onclose?.();
  }

  hearMessage(data: unknown): void {
    this.onmessage?.({ data });
  }

  hearSent(size: number): void {
    const before = this.bufferedAmount;
    this.#left = size;
    const isLow = this.bufferedAmount <= this.#threshold;
    if (isLow && before > this.#threshold) this.onbufferedamountlow?.();
  }

  #hearOpen(): void {
    for (const bytes of this.#early.splice(0)) this.#itself?.send(bytes);
    this.#earlySize = 0;
    if (this.#state === "closing") this.#itself?.close();
    else this.hearState("open");
  }
}
