// Which code a page that works keeps.
import { expect, test } from "vitest";
import { CodeCache } from "./code_cache.js";

const mib = 2 ** 20;

test("[MP22] code is fetched once, until too much is kept: then what was not used for the longest gives way", async () => {
  const fetched: string[] = [];
  const cache = new CodeCache(({ hash }) => (fetched.push(hash), Promise.resolve(new Uint8Array())));
  const take = (hash: string, size = 12 * mib): Promise<Uint8Array> => cache.take({ hash, size });
  for (const hash of ["a", "b", "a", "c", "a", "b"]) await take(hash);
  expect(fetched.join("")).toBe("abcb");
});

test("[MP22] code that could not be had is asked for again", async () => {
  let count = 0;
  const cache = new CodeCache(() => (count++ === 0 ? Promise.reject(new Error("gone")) : Promise.resolve(new Uint8Array([1]))));
  await expect(cache.take({ hash: "a", size: 1 })).rejects.toThrow("gone");
  expect(await cache.take({ hash: "a", size: 1 })).toEqual(new Uint8Array([1]));
});
