// What tests do in the Studio, and what it shows them.
import { fileURLToPath } from "node:url";
import type { Locator, Page } from "playwright-core";

export const studioFolder = fileURLToPath(new URL("../../studio/dist", import.meta.url));

export const goTo = (page: Page, panel: string): Promise<void> => page.getByRole("tab", { name: panel }).click();
export const row = (page: Page, id: string): Locator => page.locator(`[data-id=${JSON.stringify(id)}]`);

const rowsScript = `Object.fromEntries([...document.querySelectorAll("[data-id]")].map((row) =>
  [row.dataset.id, row.querySelector("output, .value")?.textContent ?? ""]))`;

/** What stands in the rows of a document, in any browser. */
export const rowsShown = (page: { evaluate<Value>(script: string): Promise<Value> }): Promise<Record<string, string>> =>
  page.evaluate(rowsScript);
