// Pages of the browser tests: each in a context that nothing else sees, watched for errors and
// requests.
import { chromium, type Browser, type JSHandle, type Page } from "playwright-core";
import { afterAll, inject } from "vitest";

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

/**
 * Opens the address in a fresh context and waits until it is loaded. Closed after the test file.
 */
export async function openPage(address: string): Promise<WatchedPage> {
  browser ??= chromium.connect(inject("chromium"));
  const context = await (await browser).newContext();
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
});
