// @ts-check
// How long load() takes in a page of Chromium that has never seen it: fetched, compiled, instantiated.
// A fresh context each time, since a context keeps what it compiled.
import { fileURLToPath } from "node:url";
import { chromium } from "playwright-core";

import { chromiumProgram, chromiumFlags } from "../../web/selvage/testing/chromium_program.mjs";
import { serve } from "../../web/selvage/testing/serve.mjs";
import { milliseconds, print } from "../frame/measure.mjs";

// One load takes longer than any sample; a long sample is the median of several.
const times = milliseconds >= 100 ? 9 : milliseconds >= 10 ? 5 : 1;

const server = await serve(fileURLToPath(new URL("../../web/selvage", import.meta.url)));
const browser = await chromium.launch({ executablePath: chromiumProgram(), args: chromiumFlags });
try {
  for (let i = 0; i < times; ++i) {
    const context = await browser.newContext();
    const page = await context.newPage();
    await page.goto(`${server.address}/testing/blank.html`);
    const took = await page.evaluate(async () => {
      const start = performance.now();
      const { load } = await import(/** @type {string} */ ("/dist/index.js"));
      const imported = performance.now();
      await load();
      return { imported: imported - start, loaded: performance.now() - imported };
    });
    print({ what: "load() in a page", who: "selvage wasm", unit: "ms", value: took.loaded });
    print({ what: "import and load() in a page", who: "selvage wasm", unit: "ms", value: took.imported + took.loaded });
    await context.close();
  }
} finally {
  await browser.close();
  await server.close();
}
