// What a task came to: bytes, which the unit may have meant as text or as JSON.
import type { Json } from "../mesh/document.js";

export class TaskOutput {
  readonly bytes: Uint8Array<ArrayBuffer>;

  /** @internal */
  constructor(bytes: Uint8Array<ArrayBuffer>) {
    this.bytes = bytes;
  }

  text(): string {
    return new TextDecoder().decode(this.bytes);
  }
  json(): Json {
    return JSON.parse(this.text()) as Json;
  }
}
