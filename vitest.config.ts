// Tests of the web side: `npx vitest run`, after `npm run build`.
//
//   node      *.test.ts beside the code, and tools/*.test.mjs
//   browser   *.e2e.ts: pages and Workers in Chromium, which is started once for all of them
import { defineConfig } from "vitest/config";

const exclude = ["**/node_modules/**", "**/dist/**", "build/**"];

export default defineConfig({
  test: {
    projects: [
      {
        test: {
          name: "node",
          include: ["web/**/*.test.ts", "bench/**/*.test.mjs", "tools/**/*.test.mjs"],
          exclude,
          environment: "node",
          // Against tests that hang. Nothing is judged by its time, and machines do other things too.
          testTimeout: 60_000,
        },
      },
      {
        test: {
          name: "browser",
          include: ["web/**/*.e2e.ts"],
          exclude,
          environment: "node",
          globalSetup: ["web/selvage/testing/chromium.ts"],
          // As above; bundlers and browsers share the machine.
          testTimeout: 180_000,
          hookTimeout: 60_000,
        },
      },
    ],
  },
});
