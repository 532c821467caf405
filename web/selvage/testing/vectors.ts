// The vectors of spec/vectors, for tests that run in Node.
import { readFile } from "node:fs/promises";
import { checkedFiles } from "./crypto_vectors.mjs";

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

/** By the file's name without .json. */
export type CryptoVectors = Record<string, { cases: Record<string, string | boolean>[] }>;

export async function readCryptoVectors(): Promise<CryptoVectors> {
  const read = async (file: string) =>
    [file, await readVectors<CryptoVectors[string]>(`crypto/${file}.json`)] as const;
  return Object.fromEntries(await Promise.all(checkedFiles.map(read)));
}
