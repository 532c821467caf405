// @ts-check
// What one does with a document of 10 MB in Chromium, and how long the page could do nothing else: the
// same as in the package's own test, which counts where this takes the time.
import { fileURLToPath } from "node:url";
import { chromium } from "playwright-core";

import { chromiumFlags, chromiumProgram } from "../../web/selvage/testing/chromium_program.mjs";
import { serve } from "../../web/selvage/testing/serve.mjs";
import { milliseconds, print } from "../frame/measure.mjs";

const size = milliseconds >= 10 ? 10_000_000 : 500_000; // The smallest pace only sees that it works.

const server = await serve(fileURLToPath(new URL("../../web/selvage", import.meta.url)));
const browser = await chromium.launch({ executablePath: chromiumProgram(), args: chromiumFlags });
try {
  const page = await (await browser.newContext()).newPage();
  await page.goto(`${server.address}/testing/blank.html`);
  const { measured, outcome } = await page.evaluate(async (size) => {
    const selvage = await import(/** @type {string} */ ("/dist/index.js"));
    const { useLargeDocument } = await import(/** @type {string} */ ("/testing/large_document.mjs"));
    return useLargeDocument(selvage, size);
  }, size);
  for (const { what, longest, milliseconds } of measured) {
    print({ what: `${what}, longest stop of the page`, who: "selvage wasm", unit: "ms", value: longest });
    print({ what, who: "selvage wasm", unit: "ms", value: milliseconds });
  }
  print({ what: "memory", who: "selvage wasm", unit: "MB", value: outcome.memory / 1e6 });
} finally {
  await browser.close();
  await server.close();
}
