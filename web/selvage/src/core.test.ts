// The package as Node sees it: known answers, memory that grows and comes back, and a core that
// stopped.
import { blake3 as nobleBlake3 } from "@noble/hashes/blake3.js";
import { CoreError, load, LoadError } from "selvage";
import { expect, test } from "vitest";
import { toHex } from "../testing/hex.mjs";

const text = (value: string): Uint8Array => new TextEncoder().encode(value);

test("checksums and hashes of known texts", async () => {
  const core = await load();
  expect(core.loadedFrom).toBe("selvage.wasm beside the script");
  expect(core.crc32c(text("123456789"))).toBe(0xe3069283);
  expect(core.crc32c(text("6789"), core.crc32c(text("12345")))).toBe(0xe3069283);
  const ofNothing = "af1349b9f5f9a1a6a0404dea36dcc9499bcb25c9adc112b7cc9a93cae41f3262";
  expect(toHex(core.blake3(new Uint8Array()))).toBe(ofNothing);
});

test("a content larger than the window passes through it, and the memory stays as it was", async () => {
  const core = await load();
  const before = core.memorySize;
  const large = Uint8Array.from({ length: 20_000_000 }, (_, index) => index % 251);
  const whole = core.crc32c(large);
  for (const cut of [7, 65_535, 65_536, 65_537, 131_072])
    expect(core.crc32c(large.subarray(cut), core.crc32c(large.subarray(0, cut)))).toBe(whole);
  const official = "bc3e3d41a1146b069abffad3c0d44860cf664390afce4d9661f7902e7943e085";
  for (let twice = 0; twice < 2; ++twice)
    expect(toHex(core.blake3(large.subarray(0, 102_400)))).toBe(official);
  expect(core.memorySize).toBe(before);
});

test("contents around the window's size hash as in one piece and in several", async () => {
  const core = await load();
  const bytes = Uint8Array.from({ length: 65_537 }, (_, index) => index % 251);
  for (const size of [65_535, 65_536, 65_537])
    expect(core.blake3(bytes.subarray(0, size))).toEqual(nobleBlake3(bytes.subarray(0, size)));
});

test("freed machines give their memory back", async () => {
  const core = await load();
  const sizes = [];
  for (let round = 0; round < 3; ++round) {
    for (let index = 0; index < 10_000; ++index) {
      const machine = core.pinger({ seed: 1n, count: 1, now: 0 });
      machine.outgoing();
      machine.free();
    }
    sizes.push(core.memorySize);
  }
  expect(new Set(sizes).size).toBe(1);
});

test("a freed machine is not the next one under the same handle", async () => {
  const core = await load();
  const old = core.responder(0);
  old.free();
  const next = core.responder(0);
  expect(() => old.ended()).toThrow("freed");
  expect(next.ended()).toBe(false);
});

test("[WA2] a failed assertion stops the core, says where, and keeps saying so", async () => {
  const core = await load();
  const machine = core.pinger({ seed: 1n, count: 1, now: 1000 });
  expect(() => machine.receive(new Uint8Array(32), 0)).toThrow(CoreError); // Time went back.
  expect(() => core.crc32c(text("x"))).toThrow(/stopped earlier.*:\d+: assertion failed/);
  expect(() => machine.free()).not.toThrow();

  const other = await load();
  expect(other.crc32c(text("123456789"))).toBe(0xe3069283);
});

test("cores of one page share the compiled module, which another realm can take over", async () => {
  const [first, second] = await Promise.all([load(), load()]);
  expect(second.module).toBe(first.module);
  const given = await load({ wasm: first.module });
  expect(given.crc32c(text("123456789"))).toBe(0xe3069283);
});

test("what is given but is no module is refused with the reason and the advice", async () => {
  const failure = await load({ wasm: text("<!doctype html>") }).catch((reason: unknown) => reason);
  expect(failure).toBeInstanceOf(LoadError);
  expect((failure as LoadError).message).toMatch(/not WebAssembly[^]*load\(\{ wasm:/);
  expect((failure as LoadError).attempts).toHaveLength(1);
});

test("crypto can be enabled at once, later, and twice", async () => {
  const core = await load({ crypto: true });
  await Promise.all([core.enableCrypto(), core.enableCrypto()]);
});
