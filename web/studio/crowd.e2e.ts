// The Studio with more peers and more entries than one machine's mesh has: what it draws stays bounded.
import { expect, test } from "vitest";
import { withCrowd } from "./testing/open_studio.js";

test("[UI5] 200 peers stand on the map, each apart from the others, and arrow keys go from one to the next", async () => {
  await withCrowd("?peers=200", async ({ page }) => {
    await page.locator(".map .peer").nth(199).waitFor();
    const boxes = await page.locator(".map .peer .body").evaluateAll((circles) =>
      circles.map((circle) => {
        const { x, y, width } = circle.getBoundingClientRect();
        return { x, y, width };
      }),
    );
    for (const [index, one] of boxes.entries())
      for (const other of boxes.slice(0, index))
        expect(Math.hypot(one.x - other.x, one.y - other.y)).toBeGreaterThan(one.width * 0.8);
    await page.locator(".map .peer").first().focus();
    await page.keyboard.press("ArrowRight");
    await page.getByRole("heading", { name: "Firefox 140" }).waitFor();
    expect(await page.locator(".map [tabindex='0']").count()).toBe(1);
  });
});

test("[UI8] an invite shows its QR code, which is a picture of the page's own", async () => {
  await withCrowd("", async ({ page, requests }) => {
    await page.getByRole("tab", { name: "Invite" }).click();
    const code = page.getByRole("img", { name: /QR code/ });
    await code.waitFor();
    expect(await code.evaluate((image: HTMLImageElement) => image.decode().then(() => image.naturalWidth > 0))).toBe(true);
    expect(requests.filter((path) => !path.startsWith("/crowd/") && path !== "image/svg+xml")).toEqual([]);
  });
});

test("[UI5] of 100,000 entries those in sight are in the page; a filter finds the others, a pause holds them", async () => {
  await withCrowd("?entries=100000", async ({ page }) => {
    await page.getByRole("tab", { name: "Log" }).click();
    const last = page.getByText("score 99999 → 100000");
    await last.waitFor();
    const rows = page.locator(".log-row");
    expect(await rows.count()).toBeLessThan(60);
    await page.locator(".log-rows").evaluate((box) => (box.scrollTop = box.scrollHeight / 2));
    await page.getByText(/score 5000\d →/).first().waitFor();
    expect(await rows.count()).toBeLessThan(60);
    await page.getByRole("searchbox").fill("99999 score");
    await page.getByText("2 entries").waitFor();
    await page.getByRole("searchbox").fill("");
    await page.getByRole("button", { name: "Writes" }).click();
    await page.getByText("10,000 entries").waitFor();
    await page.getByRole("button", { name: "Pause" }).click();
    // Five come, and the five oldest go, of which one is a write.
    await page.evaluate(() => {
      const { studio } = globalThis as unknown as { studio: { log: { add(entry: object): void } } };
      for (let i = 0; i < 5; i++) studio.log.add({ at: 0, kind: "write", text: "later" });
    });
    await page.getByText("9,999 entries, paused; 5 newer ones").waitFor();
    await page.getByRole("button", { name: "Go on" }).click();
    await page.getByText("10,004 entries").waitFor();
  });
});
