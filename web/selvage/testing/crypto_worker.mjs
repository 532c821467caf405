// The Worker of crypto.e2e.ts: runs the vectors that it is sent, and answers what is wrong.
import { wrongCases } from "./crypto_vectors.mjs";

addEventListener("message", async ({ data: { script, vectors } }) => {
  const { loadCrypto } = await import(script);
  postMessage(await wrongCases(loadCrypto, vectors).catch((failure) => [String(failure)]));
});
