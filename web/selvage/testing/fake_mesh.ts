// A mesh over a wire that a test holds the other end of: real documents and notes, whose requests are seen and answered by hand.
import { MeshDocument, type Json } from "../src/mesh/document.js";
import { LineWire } from "../src/mesh/line_wire.js";

interface Asked {
  readonly id: number;
  readonly do: string;
  readonly path?: string;
  readonly topic?: string;
  readonly value?: Json;
  readonly of?: number;
}

export class FakeWire {
  readonly asked: Asked[] = [];
  readonly #wire = new LineWire((line) => void this.asked.push(JSON.parse(new TextDecoder().decode(line)) as Asked));

  doc = (name: string): MeshDocument => new MeshDocument(name, this.#wire);

  note = async (topic: string, value: Json | undefined): Promise<void> => {
    await this.#wire.ask({ do: "note", topic, value: value ?? null });
  };
  notes = (topic: string, use: (notes: Record<string, Json>) => void, onFailure: (failure: unknown) => void): (() => void) =>
    this.#wire.watch({ do: "notes", topic }, (told) => use(told as Record<string, Json>), onFailure);

  /** What is watched and was not cancelled. */
  watched(): Asked[] {
    const cancelled = new Set(this.asked.filter((one) => one.do === "cancel").map(({ of }) => of));
    return this.asked.filter((one) => ["watch", "notes"].includes(one.do) && !cancelled.has(one.id));
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
