// Pages of the browser tests: each in a context that nothing else sees, watched for errors and
// requests.
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import {
  chromium,
  type Browser,
  type BrowserContext,
  type JSHandle,
  type Page,
} from "playwright-core";
import { afterAll, inject } from "vitest";
import { chromiumFlags, chromiumProgram } from "./chromium_program.mjs";

export interface WatchedPage {
  readonly page: Page;
  /**
   * What the console shows as errors, of the page and its Workers; a failed request as its status
   * and path.
   */
  readonly errors: string[];
  /** The path of everything that was asked for, Workers included. */
  readonly requests: string[];
}

let browser: Promise<Browser> | undefined;
const kept: { close(): Promise<void>; profile: string }[] = [];

/**
 * Opens the address in a fresh context and waits until it is loaded. Closed after the test file.
 */
export async function openPage(address: string): Promise<WatchedPage> {
  browser ??= chromium.connect(inject("chromium"));
  return watchedPage(await (await browser).newContext(), address);
}

export interface PageOnDisk extends WatchedPage {
  /** Where its browser keeps what is to last. */
  readonly profile: string;
}

/**
 * The same in a browser of its own, which keeps what pages store on disk, as users' browsers do. With the profile of one
 * that was closed it is that browser again. It is given flags besides those that all have.
 */
export async function openPageOnDisk(address: string, before?: string, flags: readonly string[] = []): Promise<PageOnDisk> {
  const profile = before ?? (await mkdtemp(join(tmpdir(), "selvage-profile-")));
  const context = await chromium.launchPersistentContext(profile, {
    executablePath: chromiumProgram(),
    args: [...chromiumFlags, ...flags],
  });
  kept.push({ close: () => context.close(), profile });
  return { ...(await watchedPage(context, address)), profile };
}

async function watchedPage(context: BrowserContext, address: string): Promise<WatchedPage> {
  const page = await context.newPage();
  const errors: string[] = [];
  const requests: string[] = [];
  context.on("console", (message) => {
    // The console line about a failed request is not passed on for Workers, so responses are
    // counted instead.
    if (message.text().startsWith("Failed to load resource")) return;
    if (message.type() === "error") errors.push(message.text());
  });
  context.on("response", (response) => {
    if (response.status() >= 400)
      errors.push(`${response.status()} ${new URL(response.url()).pathname}`);
  });
  context.on("requestfailed", (request) =>
    errors.push(`failed ${new URL(request.url()).pathname}`),
  );
  page.on("pageerror", (error) => errors.push(String(error)));
  context.on("request", (request) => requests.push(new URL(request.url()).pathname));
  await page.goto(address);
  return { page, errors, requests };
}

/**
 * Imports a script of the page's own server. As text, because Vitest rewrites the imports that it
 * sees. The module can be an argument of page.evaluate().
 */
export function importInPage<Module>(page: Page, path: string): Promise<JSHandle<Module>> {
  return page.evaluateHandle<Module>(`import(new URL(${JSON.stringify(path)}, location.origin))`);
}

afterAll(async () => {
  await (await browser)?.close();
  browser = undefined;
  for (const { close, profile } of kept.splice(0)) {
    await close();
    await rm(profile, { recursive: true, force: true });
  }
});
