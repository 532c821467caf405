// libsodium as it is shipped, in a page and in a Worker, over the same vectors as in Node; and
// WebCrypto's AES-GCM there.
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, expect, test } from "vitest";
import { importInPage, openPage, type WatchedPage } from "../testing/pages.js";
import { serve } from "../testing/serve.mjs";
import { readCryptoVectors, type CryptoVectors } from "../testing/vectors.js";

let server: Awaited<ReturnType<typeof serve>>;
let watched: WatchedPage;
let given: { vectors: CryptoVectors; script: string };

beforeAll(async () => {
  server = await serve(fileURLToPath(new URL("..", import.meta.url)));
  watched = await openPage(`${server.address}/testing/blank.html`);
  given = { vectors: await readCryptoVectors(), script: `${server.address}/dist/crypto.js` };
});
afterAll(() => server.close());

test("in a page", async () => {
  const { page } = watched;
  const crypto = await importInPage<typeof import("./crypto.js")>(page, "/dist/crypto.js");
  const checks = await importInPage<typeof import("../testing/crypto_vectors.mjs")>(
    page,
    "/testing/crypto_vectors.mjs",
  );
  const wrong = await page.evaluate(
    ({ vectors, crypto: { loadCrypto }, checks: { wrongCases } }) =>
      wrongCases(loadCrypto, vectors),
    { ...given, crypto, checks },
  );
  expect(wrong).toEqual([]);
  expect(watched.errors).toEqual([]);
});

test("in a Worker", async () => {
  const wrong = await watched.page.evaluate((request) => {
    const worker = new Worker("/testing/crypto_worker.mjs", { type: "module" });
    worker.postMessage(request);
    return new Promise<unknown>((resolve, reject) => {
      worker.onmessage = ({ data }) => resolve(data);
      worker.onerror = ({ message }) => reject(new Error(message));
    });
  }, given);
  expect(wrong).toEqual([]);
  expect(watched.errors).toEqual([]);
});

test("AES-GCM seals, opens, and finds out a changed byte", async () => {
  const script = await importInPage<typeof import("./index.js")>(watched.page, "/dist/index.js");
  const outcome = await watched.page.evaluate(async ({ runCipherJob }) => {
    const [key, nonce, extra] = [new Uint8Array(32), new Uint8Array(12), new Uint8Array([1])];
    const run = (direction: "seal" | "open", text: Uint8Array) =>
      runCipherJob({ direction, key, nonce, extra, text });
    const sealed = await run("seal", new Uint8Array([1, 2, 3]));
    if (sealed === "tag_wrong") return sealed;
    const opened = await run("open", sealed);
    sealed.fill(0, 0, 1);
    return [String(opened), await run("open", sealed)];
  }, script);
  expect(outcome).toEqual(["1,2,3", "tag_wrong"]);
});
