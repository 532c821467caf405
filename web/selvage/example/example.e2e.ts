// The example is what a newcomer opens: it works, for keyboards and screen readers too, and its
// trace between page and Worker is that of every other body.
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, expect, test } from "vitest";
import { openPage } from "../testing/pages.js";
import { serve } from "../testing/serve.mjs";
import { readVectors, type Conversation } from "../testing/vectors.js";

let server: Awaited<ReturnType<typeof serve>>;
beforeAll(async () => {
  server = await serve(fileURLToPath(new URL("..", import.meta.url)));
});
afterAll(() => server.close());

test("page and Worker come to the trace of every other body, and again by keyboard", async () => {
  const conversation = await readVectors<Conversation>("ping/conversation.json");
  const { page, errors } = await openPage(`${server.address}/example/`);
  const button = page.getByRole("button", { name: "Ping again" });
  const trace = page.locator("#trace");
  const waitForTrace = (): Promise<unknown> =>
    page.waitForFunction(() => document.getElementById("trace")?.textContent?.length === 64);
  await waitForTrace();
  expect(await trace.textContent()).toBe(conversation.pinger);
  expect(await page.getByRole("listitem").count()).toBe(conversation.count);
  expect(await page.getByRole("status").textContent()).toContain("ended");

  await trace.evaluate((element) => (element.textContent = ""));
  await page.waitForFunction(() => !document.querySelector("button")?.disabled);
  await page.keyboard.press("Tab");
  expect(await button.evaluate((element) => element === document.activeElement)).toBe(true);
  await page.keyboard.press("Enter");
  await waitForTrace();
  expect(await trace.textContent()).toBe(conversation.pinger);
  expect(errors).toEqual([]);
});
