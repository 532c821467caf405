// The Studio's tasks in Chromium: with a terminal that works, with one that does not, and with a thousand that are made up.
import type { Page } from "playwright-core";
import { afterEach, expect, test } from "vitest";
import { Terminal, until } from "../selvage/testing/terminal.js";
import { call, drop, i32, number, wasmModule } from "../selvage/testing/wasm_module.js";
import { withCrowd, withStudio } from "./testing/open_studio.js";

const patience = 120_000;

const terminals: Terminal[] = [];
afterEach(async () => {
  for (const terminal of terminals.splice(0)) await terminal.close();
});

async function runTerminal(...flags: string[]): Promise<{ terminal: Terminal; behind: string }> {
  const terminal = await Terminal.run("--id", "Alpha", ...flags);
  terminals.push(terminal);
  return { terminal, behind: `#join=${await terminal.invite()}` };
}

const list = (page: Page) => page.getByRole("listbox", { name: "Tasks" });
const option = (page: Page, words: RegExp) => list(page).getByRole("option", { name: words });
const card = (page: Page) => page.locator("#task-card");

async function goToTasks(page: Page): Promise<void> {
  await page.getByRole("tab", { name: "Mesh" }).waitFor();
  await page.getByText(/With 1 peer/).waitFor();
  await page.keyboard.press("7");
  await list(page).waitFor();
}

/** By keys alone. */
async function run(page: Page, script: string, input = ""): Promise<void> {
  await page.keyboard.press("r");
  await page.keyboard.press("Control+A");
  await page.keyboard.insertText(script);
  await page.keyboard.press("Tab");
  await page.keyboard.press("Tab");
  await page.keyboard.press("Control+A");
  await page.keyboard.press("Delete");
  await page.keyboard.insertText(input);
  await page.keyboard.press("Control+Enter");
}

/** Asked for by the terminal; its name. */
async function submit(terminal: Terminal, engine: "js" | "wasm", code: Uint8Array | string, input = ""): Promise<string> {
  const base64 = (what: Uint8Array | string): string => Buffer.from(what).toString("base64");
  const held = (await terminal.request({ do: "hold", bytes: base64(code) })) as { ok: object };
  const asked = (await terminal.request({ do: "task", engine, code: held.ok, input: base64(input) })) as { ok: { task: string } };
  return asked.ok.task;
}

const endless = wasmModule({ functions: [{ name: "main", body: [0x03, 0x40, 0x0c, 0x00, 0x0b] }] }); // loop br 0 end
const slow = "function main(input, host) { for (let i = 0; ; i++) if (i % 3e7 === 0) { host.log('step ' + i / 3e7); host.progress(0.4) } }";
const echo = wasmModule({
  imports: [
    ["input_size", [], [i32]],
    ["input_read", [i32, i32, i32], [i32]],
    ["output_write", [i32, i32]],
  ],
  functions: [{ name: "main", body: [...number(0), ...number(0), ...number(100), ...call(1), drop, ...number(0), ...call(0), ...call(2)] }],
});

test("[UI12] [UI13] [UI14] [UI15] [UI16] a script is run by a terminal, and seen as it goes: its log, its output, who ran it", { timeout: patience }, async () => {
  const { terminal, behind } = await runTerminal();
  await withStudio(behind, async ({ page }) => {
    await goToTasks(page);
    await page.getByText(/told to Authorities alone, and this page is a/).waitFor();
    await run(page, "function main(input, host) { host.log('adding'); return { sum: host.json().reduce((a, b) => a + b) } }", "[1, 2, 3]");
    await option(page, /try main Done/).waitFor();
    await card(page).getByText('"sum": 6').waitFor();
    expect(await card(page).innerText()).toMatch(/Output, 9 B[^]*JSON[^]*Text[^]*Bytes/);
    expect(await card(page).innerText()).toMatch(/Engine\s+Script[^]*Entry\s+main[^]*Asked by\s+This page[^]*Last run by\s+Linux/);
    await card(page).getByRole("button", { name: "Bytes" }).click();
    await card(page).getByText("0000  7b 22 73 75 6d 22 3a 36 7d").waitFor();
    await page.getByRole("region", { name: "Timeline" }).getByText(/Linux.*: 1 done/).waitFor();

    await page.getByRole("tab", { name: "Tasks" }).focus();
    await run(page, "function main() { throw new Error('not today') }");
    await option(page, /try main Failed/).waitFor();
    expect(await card(page).innerText()).toMatch(/1 Linux[^]*not today[^]*unit-failed counts as a failure[^]*3 Linux/);

    await page.getByRole("button", { name: "Close" }).click();
    const form = page.getByRole("region", { name: "Try it" });
    await form.getByRole("textbox", { name: "Script" }).fill(slow);
    await form.getByRole("textbox", { name: "Input" }).fill("[1");
    await form.getByText("The input is no JSON.").waitFor();
    expect(await form.getByRole("button", { name: "Run" }).isDisabled()).toBe(true);
    await form.getByRole("textbox", { name: "Input" }).fill("");
    await form.getByRole("button", { name: "Run" }).click();
    await card(page).getByRole("progressbar", { name: "How far it is" }).waitFor();
    await card(page).getByRole("log", { name: "Log" }).getByText(/step \d+/).waitFor();
    await card(page).getByRole("button", { name: "Cancel the task…" }).click();
    await page.getByRole("button", { name: "Cancel the task", exact: true }).click();
    await option(page, /try main Cancelled by Linux/).waitFor();

    // What another one asked for is found by its name.
    await page.getByRole("searchbox").fill(await submit(terminal, "js", "function main() { return 'of the terminal' }"));
    await page.getByRole("button", { name: "Ask the mesh for it" }).click();
    await card(page).getByText("of the terminal").waitFor();
  });
});

test("[UI15] [UI17] this tab works when it is told to and stops; who may cancels a task after a question", { timeout: patience }, async () => {
  const { terminal, behind } = await runTerminal("--work", "off");
  await withStudio(behind, async ({ page }) => {
    await goToTasks(page);
    const work = page.getByRole("region", { name: "This tab's places for work" });
    await work.getByText("It works for nobody.").waitFor();
    await work.getByRole("spinbutton").fill("1");
    await page.keyboard.press("Enter");
    await work.getByText(/It runs 0 of 1, and can do: WebAssembly/).waitFor();
    await work.getByText(/Scripts are left to others/).waitFor();

    const self = await terminal.ask("peers").then((peers) => (peers as { peer: string }[])[0]?.peer ?? "");
    await terminal.ask("grant", self, "--as", "authority");
    await submit(terminal, "wasm", echo, "plain words");
    const done = option(page, /Done by This page/);
    await done.waitFor();
    await done.click();
    await card(page).getByText("plain words").waitFor();
    await work.getByRole("button", { name: "Stop" }).click();
    await work.getByText("It works for nobody.").waitFor();

    await page.getByRole("tab", { name: "Tasks" }).focus();
    await run(page, "function main() { for (;;); }");
    await option(page, /try main Waits/).waitFor();
    await list(page).focus();
    await page.keyboard.press("Delete");
    await page.getByRole("dialog", { name: "Cancel try main?" }).getByText(/told to stop, in an endless loop too/).waitFor();
    await page.keyboard.press("Enter");
    await page.getByText("The mesh was told to cancel try main.").waitFor();
    await option(page, /try main Cancelled/).waitFor();
    const focused = (): Promise<string | undefined> => page.evaluate(() => document.activeElement?.id);
    await until(focused, (id) => id === "task-card");
    await page.keyboard.press("Escape");
    await card(page).waitFor({ state: "detached" });
    expect(await focused()).toBe("task-rows");
  });
});

test("[UI12] [UI13] [UI14] what is taken from a tab that is closed is seen as such: in the list, on the timeline, among the attempts", { timeout: patience }, async () => {
  const { terminal, behind } = await runTerminal("--work", "off");
  await withStudio(behind, async ({ page, address }) => {
    await goToTasks(page);
    const peers = (await terminal.ask("peers")) as { peer: string }[];
    await terminal.ask("grant", peers[0]?.peer ?? "", "--as", "authority");
    const other = await page.context().newPage();
    await other.goto(address + `#join=${await terminal.invite()}`);
    await other.getByText(/With 2 peers/).waitFor();
    await other.keyboard.press("7");
    await other.getByRole("button", { name: "Work", exact: true }).click();
    await other.getByText(/It runs 0 of/).waitFor();
    await submit(terminal, "wasm", endless);
    await other.getByText(/It runs 1 of/).waitFor();
    await other.close();
    await option(page, /main .* Waits .*1 earlier attempt/).click();
    expect(await card(page).innerText()).toMatch(/1 Chromium[^]*taken back, does not count/);
    await page.locator(".track .lease.is-reclaimed").first().waitFor();
    await page.getByRole("region", { name: "Timeline" }).getByText(/Chromium.*1 taken back/).waitFor();
  });
});

test("[UI18] of 1,000 tasks those in sight are in the page, and arrow keys go through all of them", async () => {
  await withCrowd("?peers=9&tasks=1000", async ({ page }) => {
    await page.getByRole("tab", { name: "Tasks" }).click();
    await page.getByText("1,000 tasks of the newest 1,000").waitFor();
    expect(await list(page).getByRole("option").count()).toBeLessThan(40);
    await list(page).focus();
    await page.keyboard.press("ArrowDown");
    await page.keyboard.press("ArrowDown");
    await page.getByRole("heading", { name: "frame 100" }).waitFor();
    const active = (): Promise<string | undefined> =>
      page.evaluate(() => document.getElementById(document.activeElement?.getAttribute("aria-activedescendant") ?? "")?.innerText);
    expect(await active()).toContain("frame 100");
    await page.keyboard.press("End");
    await until(active, (text) => /frame 1\b/.test(text ?? ""));
    expect(await list(page).getByRole("option").count()).toBeLessThan(40);
    expect(await list(page).getByRole("option", { selected: true }).getAttribute("aria-posinset")).toBe("1000");
    await page.getByRole("button", { name: /Running/ }).click();
    await page.getByText("10 tasks of the newest").waitFor();
    expect(await list(page).getByRole("option").count()).toBe(10);
  });
});
