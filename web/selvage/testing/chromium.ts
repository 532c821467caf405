// Vitest's global setup of the browser tests: one Chromium for all of them, with a new profile that
// is removed at the end. Tests open pages in it by openPage() of pages.ts.
import { chromium } from "playwright-core";
import type { TestProject } from "vitest/node";
import { chromiumFlags, chromiumProgram } from "./chromium_program.mjs";

declare module "vitest" {
  interface ProvidedContext {
    chromium: string;
  }
}

export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const server = await chromium.launchServer({
    executablePath: chromiumProgram(),
    args: chromiumFlags,
  });
  project.provide("chromium", server.wsEndpoint());
  return () => server.close();
}
