// A mesh over a wire that a test holds the other end of: real documents, whose requests are seen and answered by hand.
import { MeshDocument } from "../src/mesh/document.js";
import { LineWire } from "../src/mesh/line_wire.js";

interface Asked {
  readonly id: number;
  readonly do: string;
  readonly path?: string;
  readonly of?: number;
}

export class FakeWire {
  readonly asked: Asked[] = [];
  readonly #wire = new LineWire((line) => void this.asked.push(JSON.parse(new TextDecoder().decode(line)) as Asked));

  doc = (name: string): MeshDocument => new MeshDocument(name, this.#wire);

  /** What is watched and was not cancelled. */
  watched(): Asked[] {
    const cancelled = new Set(this.asked.filter((one) => one.do === "cancel").map(({ of }) => of));
    return this.asked.filter((one) => one.do === "watch" && !cancelled.has(one.id));
  }
  tell(id: number, value: unknown): void {
    this.#answer({ id, is: value });
  }
  refuse(id: number, error: string): void {
    this.#answer({ id, error, cause: "It cannot be", remedy: "Leave it." });
  }
  close(failure?: unknown): void {
    this.#wire.fail(failure);
  }

  #answer(answer: object): void {
    this.#wire.take(`${JSON.stringify(answer)}\n`, (failure) => {
      throw failure;
    });
  }
}
