// Tests of the web side: `npx vitest run`, after `npm run build`. Timeouts end what hangs: no test is near them, on a
// slow machine either.
//
//   node      *.test.ts and *.test.mjs beside the code
//   browser   *.e2e.ts: pages and Workers in Chromium, which is started once for all of them
import { defineConfig } from "vitest/config";

const exclude = ["**/node_modules/**", "**/dist/**", "build/**"];

export default defineConfig({
  test: {
    maxWorkers: 2, // They wait for browsers and processes more than they work.
    projects: [
      {
        test: {
          name: "node",
          include: ["{native,web}/**/*.test.ts", "{bench,interop,tools}/**/*.test.mjs"],
          exclude,
          environment: "node",
          testTimeout: 60_000,
          hookTimeout: 60_000,
        },
      },
      {
        test: {
          name: "browser",
          include: ["{web,examples}/**/*.e2e.ts"],
          exclude,
          environment: "node",
          globalSetup: ["web/selvage/testing/chromium.ts"],
          testTimeout: 60_000,
          hookTimeout: 60_000,
        },
      },
    ],
  },
});
