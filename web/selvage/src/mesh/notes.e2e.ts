// What two tabs and a program at a terminal's control socket say for the moment.
import type { Page } from "playwright-core";
import { expect, test } from "vitest";
import { inSession, joinIn, type Kept } from "../../testing/mesh_page.js";
import { openPageOnDisk } from "../../testing/pages.js";
import { withSite } from "../../testing/site.js";
import { Terminal, until } from "../../testing/terminal.js";
import type { Json } from "./document.js";

interface Hearing extends Kept {
  heard: Readonly<Record<string, Json>>;
}

const note = (page: Page, value?: number | string | boolean | Readonly<Record<string, number | string>>): Promise<void> =>
  page.evaluate((is) => (globalThis as unknown as Kept).mesh.note("typing", is), value);

/** What the page was told last about the topic. */
const heard = (page: Page): Promise<Readonly<Record<string, Json>>> => page.evaluate(() => (globalThis as unknown as Hearing).heard);

async function joinAndListen(page: Page, invite: string): Promise<string> {
  const id = await joinIn(page, { invite });
  await until(() => inSession(page), Boolean);
  await page.evaluate(() => {
    const global = globalThis as unknown as Hearing;
    global.mesh.notes("typing", (notes) => (global.heard = notes));
  });
  return id;
}

const patience = 180_000;

test("[MP16] [MP17] what a tab notes the other and a program at a terminal hear, and that it has gone", async () => {
  const terminal = await Terminal.run("--id", "Alpha");
  try {
    await withSite({}, async (address) => {
      const { page: one, errors } = await openPageOnDisk(address);
      const two = await one.context().newPage();
      await two.goto(address);
      const [ann, ben] = [await joinAndListen(one, await terminal.invite()), await joinAndListen(two, await terminal.invite())];
      const { self } = (await terminal.ask("status")) as { self: string };
      const program = await terminal.program();
      program.ask(1, { do: "notes", topic: "typing" });
      const isTold = async (notes: object): Promise<void> => {
        const isSo = (value: unknown): boolean => JSON.stringify(sorted(value)) === JSON.stringify(sorted(notes));
        await until(async () => (program.last.get(1) as { is: unknown } | undefined)?.is, isSo);
        await until(() => heard(two), isSo);
      };

      await note(one, { at: 3, text: "\u00e9" });
      await isTold({ [ann]: { at: 3, text: "\u00e9" } });
      for (let at = 0; at < 100; at++) await note(one, at);
      await note(two, true);
      await isTold({ [ann]: 99, [ben]: true });
      await note(one);
      await isTold({ [ben]: true });

      program.ask(2, { do: "note", topic: "typing", value: "a program" });
      await isTold({ [ben]: true, [self]: "a program" });
      const other = await terminal.program();
      other.ask(1, { do: "note", topic: "typing", value: "another" });
      await isTold({ [ben]: true, [self]: "another" });
      other.close();
      await isTold({ [ben]: true });

      const refused = await one.evaluate(() =>
        (globalThis as unknown as Kept).mesh.note("typing", "x".repeat(4_095)).catch(({ name, kind }: { name: string; kind: string }) => ({ name, kind })),
      );
      expect(refused).toEqual({ name: "MeshError", kind: "bad-request" });
      await note(one, "last");
      await isTold({ [ann]: "last", [ben]: true });
      await one.close(); // Should it have no time to say so, it is noticed by its silence, and its notes end a while after.
      await until(() => heard(two), (notes) => !(ann in notes), patience / 2);
      await isTold({ [ben]: true });

      const three = await two.context().newPage();
      await three.goto(address);
      const cem = await joinAndListen(three, await terminal.invite());
      await note(three, "here");
      await isTold({ [ben]: true, [cem]: "here" });
      await three.goto("about:blank");
      await isTold({ [ben]: true });
      program.close();
      expect(errors).toEqual([]);
    });
  } finally {
    await terminal.close();
  }
}, patience);

const sorted = (value: unknown): unknown => Object.entries((value ?? {}) as object).sort();
