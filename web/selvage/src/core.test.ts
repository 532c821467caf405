// The package as Node sees it: known answers, memory that grows and comes back, and a core that
// stopped.
import { blake3 as nobleBlake3 } from "@noble/hashes/blake3.js";
import { CoreError, load, LoadError } from "selvage";
import { runInNewContext } from "node:vm";
import { expect, test, vi } from "vitest";
import { toHex } from "../testing/hex.mjs";
import { compileFirst } from "./compile.js";

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
  expect(() => machine.consume(33)).toThrow(CoreError); // More than waits to be sent.
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

test("a module of another version counts as a place that failed, and is not kept", async () => {
  const other = Uint8Array.of(0, 0x61, 0x73, 0x6d, 1, 0, 0, 0); // Valid, and empty.
  for (const wasm of [other, await WebAssembly.compile(other)]) {
    const failure = await load({ wasm }).catch((reason: unknown) => reason);
    expect(failure).toBeInstanceOf(LoadError);
    expect((failure as LoadError).message).toMatch(/it has no memory memory\n.*load\(\{ wasm:/);
  }
  let places = 0;
  const compiled = await compileFirst([
    { name: "left behind", compile: async () => (++places, WebAssembly.compile(other)) },
    { name: "right", compile: async () => (++places, (await load()).module) },
  ]);
  expect([places, compiled.from]).toEqual([2, "right"]);
});

test("a module that asks for more than the package has is refused before it runs", async () => {
  const { module } = await load();
  const asking = new Proxy(WebAssembly.Module.imports(module), {});
  asking.push({ kind: "function", module: "crypto", name: "sha3" });
  const imports = vi.spyOn(WebAssembly.Module, "imports").mockReturnValue(asking);
  await expect(load({ wasm: module })).rejects.toThrow("it asks for the function crypto.sha3");
  imports.mockRestore();
});

test("what is no bytes is refused with what to do, and hashed as nothing else", async () => {
  const core = await load();
  const refused: [unknown, RegExp][] = [
    ["abc", /new TextEncoder\(\)\.encode\(text\)/],
    [Uint16Array.of(0x1ff), /a Uint16Array: new Uint8Array\(it\.buffer/],
    [new DataView(new ArrayBuffer(70_000)), /a DataView: new Uint8Array\(it\.buffer/],
    [new ArrayBuffer(3), /an ArrayBuffer: new Uint8Array\(it\)/],
    [[1, 2, 3], /Uint8Array\.from\(it\)/],
    [undefined, /This is: Undefined/],
  ];
  const machine = core.responder(0);
  for (const [value, remedy] of refused)
    for (const use of [
      () => core.blake3(value as Uint8Array),
      () => core.crc32c(value as Uint8Array),
      () => machine.receive(value as Uint8Array, 0),
    ]) {
      expect(use).toThrow(TypeError);
      expect(use).toThrow(remedy);
    }
  const ofAnotherRealm = runInNewContext("Uint8Array.of(97, 98, 99)") as Uint8Array;
  expect(core.blake3(ofAnotherRealm)).toEqual(core.blake3(text("abc")));
});

test("a hash that was broken off leaves nothing in the next one", async () => {
  const core = await load();
  class Breaking extends Uint8Array {
    override subarray(from = 0, to = this.length): Uint8Array<ArrayBuffer> {
      if (from > 0) throw new Error("broken off");
      return new Uint8Array(to - from);
    }
  }
  expect(() => core.blake3(new Breaking(100_000))).toThrow("broken off");
  const large = new Uint8Array(100_000);
  expect(core.blake3(large)).toEqual(nobleBlake3(large));
});

test("counts and times that no machine can take are refused, and the core goes on", async () => {
  const core = await load();
  for (const count of [2 ** 32, -1, NaN, 1.9])
    expect(() => core.pinger({ seed: 1n, count, now: 0 })).toThrow(/whole number.*This is: /);
  for (const now of [NaN, Infinity, -1, 2 ** 53]) {
    expect(() => core.pinger({ seed: 1n, count: 1, now })).toThrow(/microseconds.*This is: /);
    expect(() => core.responder(now)).toThrow(RangeError);
  }
  const machine = core.pinger({ seed: 1n, count: 2 ** 32 - 1, now: 1000 });
  for (const use of [
    () => machine.receive(new Uint8Array(32), 0),
    () => machine.expire(0),
    () => machine.end(999),
  ])
    expect(use).toThrow(/Time went back, from 1000 to/);
  machine.expire(1000);
  expect(machine.ended()).toBe(false);
});

test("[PG7] a machine is given no more at once than it may take", async () => {
  const core = await load();
  const machine = core.responder(0);
  expect(machine.receiveSizeMax).toBe(16 * 1024);
  const use = (): void => machine.receive(new Uint8Array(machine.receiveSizeMax + 1), 0);
  expect(use).toThrow(RangeError);
  expect(use).toThrow(/takes 16384 bytes at once, and these are 16385/);
  machine.receive(new Uint8Array(machine.receiveSizeMax), 0);
  expect(machine.outgoing()).toHaveLength(machine.receiveSizeMax);
});

test("[WA7] the stack lies below all data, so that one that overflows traps", async () => {
  const { module } = await load();
  const nothing = (): number => 0;
  const names = WebAssembly.Module.imports(module).map(({ name }) => [name, nothing]);
  const { exports } = await WebAssembly.instantiate(module, { crypto: Object.fromEntries(names) });
  const at = exports as unknown as { window(): number; panic_message(): number };
  expect(Math.min(at.window(), at.panic_message())).toBeGreaterThanOrEqual(128 * 1024);
});

test("crypto can be enabled at once, later, and twice", async () => {
  const core = await load({ crypto: true });
  await Promise.all([core.enableCrypto(), core.enableCrypto()]);
});
