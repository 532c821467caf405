// Tabs that type into one text, and a terminal that keeps it for those who are never there at the same time.
import { fileURLToPath } from "node:url";
import type { Page } from "playwright-core";
import { expect, test } from "vitest";
import * as Y from "yjs";
import { withBundledPage } from "../../web/selvage/testing/bundled_page.js";
import { openPageOnDisk } from "../../web/selvage/testing/pages.js";
import { Terminal, until } from "../../web/selvage/testing/terminal.js";

const script = fileURLToPath(new URL("./editor.ts", import.meta.url));
const body = '<p id="status">connecting</p><div id="editor"></div>';

const textIn = async (page: Page): Promise<string> => {
  // A cursor of somebody else stands in the text, with its name.
  const lines = page.locator(".cm-line");
  return lines.evaluateAll((all) =>
    all
      .map((line) => {
        const copy = line.cloneNode(true) as HTMLElement;
        for (const cursor of copy.querySelectorAll(".cm-ySelectionCaret, .cm-widgetBuffer")) cursor.remove();
        return copy.textContent;
      })
      .join("\n"),
  );
};

async function connected(page: Page): Promise<void> {
  await page.locator("#status").filter({ hasText: /^connected$/ }).waitFor();
  await page.locator(".cm-content").waitFor();
}

/** That a tab has gone is noticed by its silence, which takes a while, and its notes end a while after. */
const patience = 180_000;

test("[YP1] [YP4] [YP8] two tabs type into one text, at once, and see one another's cursors", async () => {
  await withBundledPage(script, body, async (address) => {
    const where = `${address}?id=Editor`;
    const { page: one, errors } = await openPageOnDisk(where);
    const two = await one.context().newPage();
    await two.goto(where);
    await Promise.all([connected(one), connected(two)]);
    await one.locator(".cm-content").click();
    await one.keyboard.type("from one");
    await until(() => textIn(two), (text) => text === "from one");
    await two.locator(".cm-content").click();
    await two.keyboard.press("Control+Home");
    await two.keyboard.type("and two: ");
    await until(() => textIn(one), (text) => text === "and two: from one");
    await one.locator(".cm-ySelectionCaret").waitFor({ state: "attached" });

    await Promise.all([
      one.locator(".cm-content").pressSequentially("1111111111"),
      two.locator(".cm-content").pressSequentially("2222222222"),
    ]);
    const both = await until(() => textIn(one), (text) => text.replaceAll(/[^12]/g, "").length === 20);
    await until(() => textIn(two), (text) => text === both);

    const three = await one.context().newPage();
    await three.goto(where);
    await connected(three);
    await until(() => textIn(three), (text) => text === both);
    await two.close();
    await three.close();
    await one.locator(".cm-ySelectionCaret").waitFor({ state: "detached", timeout: patience / 2 });
    await one.reload();
    await connected(one);
    await until(() => textIn(one), (text) => text === both);
    expect(errors).toEqual([]);
  });
}, patience);

test("[YP1] [YP4] who comes when all others have gone has the text, from a terminal that kept it", async () => {
  const terminal = await Terminal.run("--id", "Alpha");
  try {
    await withBundledPage(script, body, async (address) => {
      const where = `${address}#join=${await terminal.invite()}`;
      const { page: one, errors } = await openPageOnDisk(where);
      await connected(one);
      await one.locator(".cm-content").click();
      await one.keyboard.type("for whoever comes");
      const isKept = async (): Promise<boolean> => {
        const recent = (await terminal.ask("get", "notes", "recent")) as Record<string, string>;
        const doc = new Y.Doc();
        for (const update of Object.values(recent)) Y.applyUpdate(doc, Buffer.from(update, "base64"));
        return doc.getText("text").toString() === "for whoever comes";
      };
      await until(isKept, Boolean);
      await one.context().close();
      const { page: two, errors: later } = await openPageOnDisk(where);
      await connected(two);
      await until(() => textIn(two), (text) => text === "for whoever comes");
      expect([...errors, ...later]).toEqual([]);
    });
  } finally {
    await terminal.close();
  }
});
