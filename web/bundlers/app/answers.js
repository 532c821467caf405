// What page and Worker both do: load the core and libsodium, compute something known, and join a mesh.
import { join, load } from "selvage";

export async function answers() {
  const core = await load({ crypto: true });
  const hex = (bytes) => Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
  const mesh = await join({ name: "Alpha", keeps: false });
  const { thread } = mesh;
  await mesh.close();
  const text = (value) => new TextEncoder().encode(value);
  return {
    loadedFrom: core.loadedFrom,
    crc32c: core.crc32c(text("123456789")).toString(16),
    blake3: hex(core.blake3(text("abc"))),
    thread,
  };
}
