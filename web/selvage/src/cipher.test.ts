// The body's AES-256-GCM against the vectors that the native body passes too.
import { describe, expect, test } from "vitest";
import { fromHex, toHex } from "../testing/hex.mjs";
import { readVectors } from "../testing/vectors.js";
import { runCipherJob } from "./cipher.js";

type Field = "name" | "key" | "nonce" | "extra" | "text" | "sealed";
type Case = Record<Field, string> & { valid: boolean };

const { cases } = await readVectors<{ cases: Case[] }>("crypto/aes_gcm.json");

describe.each(cases)("$name", ({ key, nonce, extra, text, sealed, valid }) => {
  const given = { key: fromHex(key), nonce: fromHex(nonce), extra: fromHex(extra) };

  test("opens, or is found out", async () => {
    const outcome = await runCipherJob({ ...given, direction: "open", text: fromHex(sealed) });
    expect(outcome === "tag_wrong" ? outcome : toHex(outcome)).toBe(valid ? text : "tag_wrong");
  });

  if (!valid) return;
  test("seals", async () => {
    const outcome = await runCipherJob({ ...given, direction: "seal", text: fromHex(text) });
    expect(toHex(outcome as Uint8Array)).toBe(sealed);
  });
});

test("a text too short for a tag is a wrong tag", async () => {
  const [key, nonce, extra] = [new Uint8Array(32), new Uint8Array(12), new Uint8Array()];
  const text = new Uint8Array(15);
  expect(await runCipherJob({ direction: "open", key, nonce, extra, text })).toBe("tag_wrong");
});

test("a key of the wrong size is a bug, not an answer", async () => {
  const [key, nonce, extra] = [new Uint8Array(31), new Uint8Array(12), new Uint8Array()];
  const job = { direction: "open", key, nonce, extra, text: new Uint8Array(16) } as const;
  await expect(runCipherJob(job)).rejects.toThrow();
});
