// The vectors of spec/vectors, for tests that run in Node.
import { readFile } from "node:fs/promises";

export async function readVectors<Content>(path: string): Promise<Content> {
  const file = new URL(`../../../spec/vectors/${path}`, import.meta.url);
  return JSON.parse(await readFile(file, "utf8")) as Content;
}

/** net/ping/conversation.h: what every body's pinger and responder must come to. */
export interface Conversation {
  readonly seed: number;
  readonly count: number;
  readonly pinger: string;
  readonly responder: string;
}
