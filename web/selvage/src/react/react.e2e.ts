// The hooks in Chromium, in StrictMode, with a terminal in the same mesh.
import { fileURLToPath } from "node:url";
import type { Page } from "playwright-core";
import { expect, test } from "vitest";
import { withBundledPage } from "../../testing/bundled_page.js";
import { openPageOnDisk } from "../../testing/pages.js";
import type { TestedApp } from "../../testing/react_page.js";
import { runTerminal } from "../../testing/run_terminal.js";
import { until } from "../../testing/terminal.js";

const script = fileURLToPath(new URL("../../testing/react_page.tsx", import.meta.url));

interface Global {
  app: TestedApp;
}
type Settings = Parameters<TestedApp["show"]>[0];

const show = (page: Page, settings: Settings): Promise<void> =>
  page.evaluate((change) => (globalThis as unknown as Global).app.show(change), settings);

const counts = (page: Page): Promise<{ joins: number; open: number }> =>
  page.evaluate(() => {
    const { joins, open } = (globalThis as unknown as Global).app;
    return { joins, open };
  });

const shown = async (page: Page, id: string, text: string | RegExp): Promise<void> =>
  page.locator(id).filter({ hasText: text }).waitFor();

const withApp = (use: (page: Page) => Promise<void>): Promise<void> =>
  withBundledPage(script, '<div id="root"></div>', async (address) => {
    const { page, errors } = await openPageOnDisk(address);
    await use(page);
    expect(errors).toEqual([]);
  });

test("[RE1] [RE2] [RE6] in StrictMode a provider joins once, shows how far it is, and closes what it joined", async () => {
  const terminal = await runTerminal("--id", "Alpha");
  await withApp(async (page) => {
    await show(page, { isShown: true, invite: await terminal.invite() });
    expect(await page.locator("#state").innerText()).toBe("connecting");
    await shown(page, "#state", "joined Alpha");
    await shown(page, "#peers", "1");
    await shown(page, "#reported", "1");
    expect(await counts(page)).toEqual({ joins: 1, open: 1 });
    await terminal.kill();
    await shown(page, "#peers", "0");
    await show(page, { isShown: false });
    await until(() => counts(page), ({ open }) => open === 0);
    expect((await counts(page)).joins).toBe(1);
  });
});

test("[RE2] a join that fails says why, and another mesh is joined in its place", async () => {
  await withApp(async (page) => {
    await show(page, { isShown: true, invite: "SELVAGE:NONSENSE" });
    await shown(page, "#state", /^failed: .*Ask for another/);
    await page.getByRole("button", { name: "Again" }).click();
    await until(() => counts(page), ({ joins }) => joins === 2);
    await shown(page, "#state", /^failed/);
    await show(page, { invite: undefined as never, name: "Alpha" });
    await shown(page, "#state", "joined Alpha");
    expect(await counts(page)).toEqual({ joins: 3, open: 1 });
  });
});

test("[RE3] another name is another mesh: the one before is closed, and none of its values stays", async () => {
  await withApp(async (page) => {
    await show(page, { isShown: true, name: "Alpha" });
    await shown(page, ".one", "score null");
    await page.evaluate(() => (globalThis as unknown as Global).app.mesh.doc("game").set("score", 5));
    await shown(page, ".one", "score 5");
    await page.evaluate(() => (globalThis as unknown as Global).app.rendered.splice(0));
    await show(page, { name: "Beta" });
    await shown(page, "#state", "joined Beta");
    await shown(page, ".one", "score null");
    expect(await counts(page)).toEqual({ joins: 2, open: 1 });
    const rendered = await page.evaluate(() => (globalThis as unknown as Global).app.rendered);
    expect(rendered.filter((line) => line.includes("5"))).toEqual([]);
  });
});

test("[RE4] [RE5] [RE7] values follow the terminal, twins show the same, and another path shows nothing of the one before", async () => {
  const terminal = await runTerminal("--id", "Alpha");
  await withApp(async (page) => {
    // Watched before it is known which mesh it is.
    await show(page, { isShown: true, invite: await terminal.invite() });
    await shown(page, ".one", "score null");
    await terminal.ask("set", "game", "other", '"text"');
    for (let i = 0; i < 5; i++) await terminal.ask("add", "game", "score", "2");
    await shown(page, ".one", "score 10");
    await shown(page, ".two", "score 10");
    await show(page, { path: "other" });
    await shown(page, ".one", 'other "text"');
    const rendered = await page.evaluate(() => (globalThis as unknown as Global).app.rendered);
    expect(rendered.filter((line) => line.includes("other")).every((line) => /other (undefined|null|"text")$/.test(line))).toBe(true);
    const values = (twin: string): string[] => {
      const own = rendered.filter((line) => line.startsWith(twin)).map((line) => line.slice(twin.length));
      return own.filter((line, index) => line !== own[index - 1]);
    };
    expect(values("one")).toEqual(values("two"));
  });
});

test("[RE7] what cannot be watched is thrown to the nearest boundary", async () => {
  await withBundledPage(script, '<div id="root"></div>', async (address) => {
    const { page } = await openPageOnDisk(address); // React reports to the console what a boundary caught.
    await show(page, { isShown: true, name: "Alpha" });
    await shown(page, ".one", "score null");
    await show(page, { path: "a[" });
    await shown(page, "#failure", "MeshError");
  });
});

test("[RE9] [RE10] notes follow the terminal, are said as soon as there is a mesh, and taken out with their components", async () => {
  const terminal = await runTerminal("--id", "Alpha");
  const program = await terminal.program();
  program.ask(1, { do: "notes", topic: "typing" });
  const told = async (): Promise<string> => Object.values((program.last.get(1) as { is: object } | undefined)?.is ?? {}).join(", ");
  await withApp(async (page) => {
    await show(page, { isShown: true, invite: await terminal.invite(), says: "from the page" });
    await until(told, (all) => all === "from the page");
    program.ask(2, { do: "note", topic: "typing", value: "a program" });
    for (const twin of [".notes.one", ".notes.two"]) await shown(page, twin, "a program, from the page");
    await show(page, { says: "once more" });
    await shown(page, ".notes.one", "a program, once more");
    await show(page, { says: undefined as never });
    await until(told, (all) => all === "a program");
    await show(page, { says: "again" });
    await until(told, (all) => all.includes("again"));
    await shown(page, ".notes.two", "a program, again");
  });
  program.close();
});

test("[RE11] [RE12] a component runs a task, shows what becomes of it, and takes it with it when it goes", async () => {
  const terminal = await runTerminal("--id", "Alpha", "--work", "off");
  const states = async (): Promise<string[]> => {
    const { ok } = (await terminal.request({ do: "tasks" })) as { ok: { state: string }[] };
    return ok.map(({ state }) => state);
  };
  await withApp(async (page) => {
    const press = (name: string): Promise<void> => page.getByRole("button", { name, exact: true }).click();
    await show(page, { isShown: true, invite: await terminal.invite(), script: "function main(input, host) { return host.text() + '!' }" });
    await shown(page, "#peers", "1");
    await page.evaluate(async () => void (await (globalThis as unknown as Global).app.mesh.work()));
    await shown(page, "#task", "idle 0 nothing fine");
    expect(await states()).toEqual([]);
    await press("Run");
    await shown(page, "#task", "completed 1 input! fine");
    await press("Run another");
    await shown(page, "#task", "completed 1 other! fine");
    await show(page, { script: "function main() { throw new Error() }" });
    await press("Run");
    await shown(page, "#task", "failed 0 nothing task-failed");
    await show(page, { script: "function main(input, host) { host.progress(0.5); for (;;); }" });
    await press("Run");
    await shown(page, "#task", "leased 0.5 nothing fine");
    await press("Cancel");
    await shown(page, "#task", "cancelled 0.5 nothing task-cancelled");
    await press("Run");
    await shown(page, "#task", "leased 0.5 nothing fine");
    await show(page, { script: undefined as never });
    await until(states, (all) => all.join() === "cancelled,cancelled,failed,completed,completed");
  });
});
