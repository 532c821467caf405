// libsodium behind the module's imports gives what the RFCs say, leaves nothing behind, and is
// fast.
import { expect, test } from "vitest";
import { wrongCases } from "../testing/crypto_vectors.mjs";
import { readCryptoVectors } from "../testing/vectors.js";
import { loadCrypto } from "./crypto.js";

const messageSize = 64 * 1024;

test("every vector comes out right", async () => {
  expect(await wrongCases(loadCrypto, await readCryptoVectors())).toEqual([]);
});

test("a message larger than the scratch passes, and so does the next small one", async () => {
  const size = 3 * 1024 * 1024;
  const memory = new WebAssembly.Memory({ initial: 64 });
  const crypto = await loadCrypto(() => memory.buffer);
  for (const textSize of [size, 100]) {
    const text = new Uint8Array(memory.buffer, 1024, textSize).fill(7);
    crypto.chacha20_poly1305_seal(0, 32, 0, 0, 1024, textSize, 1024);
    expect(text.subarray(0, 100)).not.toEqual(new Uint8Array(100).fill(7));
    expect(crypto.chacha20_poly1305_open(0, 32, 0, 0, 1024, textSize + 16, 1024)).toBe(1);
    expect(text.every((byte) => byte === 7)).toBe(true);
  }
});

test("a hash goes on over memory that has grown", async () => {
  const memory = new WebAssembly.Memory({ initial: 1 });
  const crypto = await loadCrypto(() => memory.buffer);
  const digest = (address: number): string => {
    new Uint32Array(memory.buffer, 0, 2).set([address, 3]);
    new Uint8Array(memory.buffer).set([0x61, 0x62, 0x63], address);
    crypto.sha256(0, 1, 16);
    return Buffer.from(memory.buffer, 16, 4).toString("hex");
  };
  expect(digest(64)).toBe("ba7816bf");
  memory.grow(4);
  expect(digest(200_000)).toBe("ba7816bf");
});

test("a message of 64 KiB is sealed without JavaScript being what takes the time", async () => {
  const memory = new WebAssembly.Memory({ initial: 4 });
  const crypto = await loadCrypto(() => memory.buffer);
  const seal = (): void => crypto.chacha20_poly1305_seal(0, 32, 0, 0, 1024, messageSize, 1024);
  for (let round = 0; round < 20; ++round) seal();
  const start = performance.now();
  const rounds = 100;
  for (let round = 0; round < rounds; ++round) seal();
  const megabytesPerSecond = (rounds * messageSize) / 1000 / (performance.now() - start);
  expect(megabytesPerSecond).toBeGreaterThan(40); // Measured: 360; busy machines are slower.
});
