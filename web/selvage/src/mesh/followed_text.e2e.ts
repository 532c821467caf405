// Two who type into one text at once, with their brains here or in a Worker: every letter is where it was typed.
import type { Page } from "playwright-core";
import { expect, test } from "vitest";
import { importInPage, openPageOnDisk } from "../../testing/pages.js";
import { withSite } from "../../testing/site.js";
import { until } from "../../testing/terminal.js";
import type { FollowedText } from "./followed_text.js";
import type { Mesh } from "./mesh.js";
import type { Thread } from "./node.js";

type Package = typeof import("../index.js");
interface Kept {
  mesh: Mesh;
  text: FollowedText;
}

async function follow(page: Page, thread: Thread): Promise<void> {
  const script = await importInPage<Package>(page, "/dist/index.js");
  await page.evaluate(
    async ([{ join }, where]) => {
      const kept = globalThis as unknown as Kept;
      kept.mesh = await join({ name: "Alpha", thread: where as Thread });
      if (kept.mesh.thread !== where) throw new Error(`It runs ${kept.mesh.thread}.`);
      await new Promise<void>((resolve) => (kept.text = kept.mesh.doc("pad").text("notes").follow(() => resolve())));
    },
    [script, thread] as const,
  );
}

const textOf = (page: Page): Promise<string | null> => page.evaluate(() => (globalThis as unknown as Kept).text.text);

/** Letter by letter behind what it typed before, and now and then takes back a letter that it has just typed. */
const type = (page: Page, letters: string): Promise<void> =>
  page.evaluate(async (all) => {
    const { text } = globalThis as unknown as Kept;
    const writes: Promise<void>[] = [];
    let typed = "";
    for (const letter of all) {
      const at = (text.text ?? "").indexOf(typed) + typed.length;
      writes.push(text.splice(at, 0, `${letter}?`), text.splice(at + 1, 1, ""));
      typed += letter;
      if (letter < "m") await new Promise((resolve) => setTimeout(resolve, 3));
    }
    await Promise.all(writes);
  }, letters);

for (const thread of ["here", "worker"] as const)
  test(`[CT19] [CT20] two who type at once do not misplace a letter, with the brain in: ${thread}`, async () => {
    await withSite({}, async (address) => {
      const { page, errors } = await openPageOnDisk(address);
      const other = await page.context().newPage();
      await other.goto(address);
      await follow(page, thread);
      await follow(other, thread);
      await until(() => page.evaluate(async () => (await (globalThis as unknown as Kept).mesh.status()).peers), Boolean);
      await page.evaluate(() => (globalThis as unknown as Kept).text.splice(0, 0, "[]"));
      await until(() => textOf(other), (text) => text === "[]");
      const [one, two] = ["abcdefghijklmnopqrstuvwxyz".repeat(4), "ABCDEFGHIJKLMNOPQRSTUVWXYZ".repeat(4)];
      await Promise.all([type(page, one), type(other, two)]);
      const whole = await until(() => textOf(page), (text) => text?.length === one.length + two.length + 2);
      expect(whole).toContain(one);
      expect(whole).toContain(two);
      await until(() => textOf(other), (text) => text === whole);
      expect(errors).toEqual([]);
    });
  });
