// The Studio in Chromium, in one mesh with a terminal or with other tabs.
import type { Page } from "playwright-core";
import { afterEach, expect, test } from "vitest";
import { Terminal, until } from "../selvage/testing/terminal.js";
import { withStudio } from "./testing/open_studio.js";

const terminals: Terminal[] = [];
afterEach(async () => {
  for (const terminal of terminals.splice(0)) await terminal.close();
});

/** A terminal in the mesh Alpha, and what stands behind the address of who joins it. */
async function runTerminal(): Promise<{ terminal: Terminal; behind: string }> {
  const terminal = await Terminal.run("--id", "Alpha");
  terminals.push(terminal);
  return { terminal, behind: `#join=${await terminal.invite()}` };
}

const goTo = (page: Page, panel: string): Promise<void> => page.getByRole("tab", { name: panel }).click();
const row = (page: Page, id: string) => page.locator(`[data-id=${JSON.stringify(id)}]`);

/** What has the focus, in words. */
const focused = (page: Page): Promise<string> =>
  page.evaluate(() => {
    const element = document.activeElement;
    return element?.getAttribute("data-id") ?? element?.getAttribute("aria-label") ?? element?.textContent ?? "";
  });

test("[UI1] an invite in the address is enough: the terminal stands on the map, with its link and its latency", async () => {
  const { behind } = await runTerminal();
  await withStudio(behind, async ({ page }) => {
    const peer = page.locator(".map").getByRole("button", { name: /Linux.*Authority.*active.*WebRTC.*ms/ });
    await peer.waitFor();
    await peer.click();
    await page.getByRole("heading", { name: /Linux/ }).waitFor();
    expect(await page.locator(".head").innerText()).toMatch(/Alpha[^]*With 1 peer/);
    expect(await page.getByRole("row", { name: /Linux.*WebRTC.*ms/ }).count()).toBe(1);
    await page.getByText("1 of 1 reachable").waitFor();
    await goTo(page, "Log");
    await page.getByRole("listitem").filter({ hasText: /Linux.* is active/ }).waitFor();
  });
});

test("[UI2] what is edited here is in the mesh, and what others change is seen here, by keys alone", async () => {
  const { terminal, behind } = await runTerminal();
  await terminal.ask("set", "game", "players", '{"ann": {"points": 3}}');
  await terminal.ask("add", "game", "score", "5");
  await withStudio(behind, async ({ page }) => {
    const press = async (...keys: string[]): Promise<void> => {
      for (const key of keys) await page.keyboard.press(key);
    };
    await page.getByRole("tab", { name: "Mesh" }).waitFor();
    await press("2");
    await row(page, "players").waitFor();
    while ((await focused(page)) !== "players") await press("Tab");
    await press("ArrowRight", "ArrowRight", "ArrowRight", "ArrowRight");
    expect(await focused(page)).toBe("players.ann.points");
    await press("Enter", "Control+A");
    await page.keyboard.type("7");
    await press("Enter");
    await until(() => terminal.ask("get", "game", "players.ann.points"), (value) => value === 7);
    await until(() => focused(page), (name) => name === "players.ann.points");

    await press("End");
    expect(await focused(page)).toBe("score");
    await row(page, "score").getByText("counter").waitFor();
    await press("+", "+", "-");
    await until(() => terminal.ask("get", "game", "score"), (value) => value === 6);

    await terminal.ask("set", "game", "players.bob", '"late"');
    await row(page, "players.bob").getByText('"late"').waitFor();
    expect(await focused(page)).toBe("score");

    await press("a");
    await page.keyboard.type("round");
    await press("Tab", "Tab");
    await page.keyboard.type("[1, 2]");
    await press("Enter");
    await until(() => terminal.ask("get", "game", "round"), (value) => JSON.stringify(value) === "[1,2]");
    await row(page, "round").focus();
    await press("Delete", "Enter");
    await row(page, "round").waitFor({ state: "detached" });
    await until(() => focused(page), (name) => name === "score");
    const whole = { players: { ann: { points: 7 }, bob: "late" }, score: 6 };
    await until(() => terminal.ask("get", "game"), (value) => JSON.stringify(value) === JSON.stringify(whole));

    await press("3");
    await page.getByRole("listitem").filter({ hasText: /game players\.bob = "late"/ }).waitFor();
  });
});

test("[UI2] every kind of place can be made; lists and sets grow and shrink", async () => {
  const { terminal, behind } = await runTerminal();
  await withStudio(behind, async ({ page }) => {
    await goTo(page, "Documents");
    await page.getByRole("textbox", { name: "Open a document" }).fill("kinds");
    await page.keyboard.press("Enter");
    const add = async (name: string, kind: string, value?: string): Promise<void> => {
      await page.getByRole("button", { name: "Add to kinds" }).click();
      await page.getByRole("textbox", { name: "Name", exact: true }).fill(name);
      await page.getByRole("combobox", { name: "Kind" }).selectOption(kind);
      if (value !== undefined) await page.locator(".add-form input").nth(1).fill(value);
      await page.keyboard.press("Enter");
      await row(page, name).waitFor();
    };
    await add("number", "value", "1");
    await add("words", "text", "hi");
    await add("count", "counter", "4");
    await add("inner", "map");
    await add("list", "list");
    await add("set", "set", "a");
    const put = async (place: string, value: string): Promise<void> => {
      await row(page, place).hover();
      await page.getByRole("button", { name: `Add into ${place}`, exact: true }).click();
      await page.locator(".add-form input").fill(value);
      await page.keyboard.press("Enter");
      await page.locator(".add-form").waitFor({ state: "detached" });
    };
    await row(page, "set").getByText("set", { exact: true }).nth(1).waitFor();
    await put("list", "[1]");
    await put("list", "2");
    await put("set", "b");
    const whole = { count: 4, inner: {}, list: [[1], 2], number: 1, set: ["a", "b"], words: "hi" };
    await until(() => terminal.ask("get", "kinds"), (value) => JSON.stringify(value) === JSON.stringify(whole));
    for (const place of ["set[0]", "list[0]", "inner"]) {
      await row(page, place).focus();
      await page.keyboard.press("Delete");
      await page.getByRole("dialog", { name: `Remove ${place}?` }).waitFor();
      await page.keyboard.press("Enter");
      await page.getByRole("dialog").waitFor({ state: "detached" });
    }
    const rest = { count: 4, list: [2], number: 1, set: ["b"], words: "hi" };
    await until(() => terminal.ask("get", "kinds"), (value) => JSON.stringify(value) === JSON.stringify(rest));
  });
});

test("[UI2] who goes on while a place is being removed is not called back when it has gone", async () => {
  const { terminal, behind } = await runTerminal();
  for (const name of ["a", "b", "c"]) await terminal.ask("set", "game", name, "1");
  await withStudio(behind, async ({ page }) => {
    await goTo(page, "Documents");
    await row(page, "a").focus();
    await page.evaluate(() => {
      const { postMessage } = Worker.prototype;
      // A disk that takes its time.
      Worker.prototype.postMessage = function (this: Worker, ...given: unknown[]): void {
        setTimeout(() => Reflect.apply(postMessage, this, given), 200);
      };
    });
    await page.keyboard.press("Delete");
    await page.keyboard.press("Enter");
    await row(page, "c").focus();
    await until(() => terminal.ask("get", "game"), (value) => JSON.stringify(value) === '{"b":1,"c":1}');
    await page.keyboard.press("a"); // What is written now ends behind the removal.
    await page.keyboard.type("d");
    await page.keyboard.press("Enter");
    await until(() => focused(page), (name) => name === "c");
  });
});

test("[UI3] two write one text at once: nothing is lost, and the caret stays with its words", async () => {
  const { terminal, behind } = await runTerminal();
  await terminal.ask("type", "game", "notes", "Ann serves.");
  await withStudio(behind, async ({ page }) => {
    await goTo(page, "Documents");
    await row(page, "notes").getByText("text", { exact: true }).waitFor();
    await row(page, "notes").focus();
    await page.keyboard.press("Enter");
    const area = page.getByRole("textbox", { name: "The text notes" });
    await until(() => area.inputValue(), (value) => value === "Ann serves.");
    await area.evaluate((element: HTMLTextAreaElement) => element.setSelectionRange(3, 3));
    await page.keyboard.type(" 😀");
    await until(() => terminal.ask("get", "game", "notes"), (value) => value === "Ann 😀 serves.");
    await terminal.ask("type", "game", "notes", " Bob waits.");
    await until(() => area.inputValue(), (value) => value === "Ann 😀 serves. Bob waits.");
    await page.keyboard.press("Backspace");
    await page.keyboard.type("gladly");
    await until(() => terminal.ask("get", "game", "notes"), (value) => value === "Ann gladly serves. Bob waits.");
    expect(await area.inputValue()).toBe("Ann gladly serves. Bob waits.");

    const typeThere = async (): Promise<void> => {
      for (let i = 0; i < 5; i++) await terminal.ask("type", "game", "notes", "!");
    };
    await Promise.all([page.keyboard.type(" 0123456789", { delay: 50 }), typeThere()]);
    const both = "Ann gladly 0123456789 serves. Bob waits.!!!!!";
    await until(() => terminal.ask("get", "game", "notes"), (value) => value === both);
    await until(() => area.inputValue(), (value) => value === both);
  });
});

test("[UI11] carets of others stand in the text, ours is told to them, and both go with their editors", async () => {
  const { terminal, behind } = await runTerminal();
  await terminal.ask("type", "game", "notes", "Ann serves.");
  const other = await terminal.program();
  const topic = "text game notes";
  other.ask(1, { do: "notes", topic });
  await withStudio(behind, async ({ page }) => {
    await goTo(page, "Documents");
    await row(page, "notes").getByText("text", { exact: true }).waitFor();
    await row(page, "notes").focus();
    await page.keyboard.press("Enter");
    const area = page.getByRole("textbox", { name: "The text notes" });
    await until(() => area.inputValue(), (value) => value === "Ann serves.");
    await area.evaluate((element: HTMLTextAreaElement) => element.setSelectionRange(3, 3));
    const heard = async (): Promise<{ start: number; end: number }[]> =>
      Object.values((other.last.get(1) as { is?: Record<string, { start: number; end: number }> } | undefined)?.is ?? {});
    await until(heard, ([cursor]) => cursor?.start === 3 && cursor.end === 3);

    other.ask(2, { do: "note", topic, value: { start: 4, end: 10 } });
    const caret = page.locator(".text-mirror .other-caret");
    await caret.waitFor();
    expect(await page.locator(".text-mirror mark").innerText()).toBe("serves");
    await page.getByText(/Also here: Linux/).waitFor();
    // It stands where the text does, and moves with it.
    const left = async (): Promise<number> => (await caret.boundingBox())?.x ?? 0;
    const before = await left();
    await page.keyboard.type(" B");
    await until(left, (now) => now > before + 5);
    expect(await page.locator(".text-mirror mark").innerText()).toBe("serves");

    other.ask(3, { do: "note", topic, value: null });
    await caret.waitFor({ state: "detached" });
    await page.getByRole("button", { name: "Done" }).click();
    await until(heard, (cursors) => cursors.length === 0);
  });
  other.close();
});

test("[UI4] no panel is wider than a phone of 320 pixels", async () => {
  const { terminal, behind } = await runTerminal();
  await terminal.ask("set", "game", `a.${"long".repeat(30)}`, JSON.stringify("wide ".repeat(100)));
  await withStudio(behind, async ({ page }) => {
    await page.setViewportSize({ width: 320, height: 640 });
    await page.locator(".map .peer").first().click();
    for (const panel of ["Mesh", "Documents", "Log", "Members", "Invite", "Health", "Tasks"]) {
      await goTo(page, panel);
      if (panel === "Documents") {
        await row(page, "a").click();
        await row(page, `a.${"long".repeat(30)}`).click();
        await page.getByRole("textbox", { name: /The value of/ }).waitFor();
      }
      const width = await page.evaluate(() => document.documentElement.scrollWidth);
      expect([panel, width]).toEqual([panel, 320]);
    }
  });
});

test("[UI6] what does not work is said with what can be done", async () => {
  await withStudio("#join=AAAA", async ({ page }) => {
    const alert = page.getByRole("alert").filter({ hasText: /invite/i });
    expect(await alert.first().innerText()).toMatch(/Ask for another/);
    await page.getByRole("textbox", { name: "Invite or name" }).fill("Alpha");
    await page.keyboard.press("Enter");
    await goTo(page, "Health");
    await page.getByRole("textbox", { name: "Dial an address" }).fill("/ip4/127.0.0.1/nonsense");
    await page.keyboard.press("Enter");
    await page.locator(".notices").getByText(/is no address.*it looks like/).waitFor();
    await page.getByText("Nobody is in session with this page.").waitFor();
  });
});

test("[UI6] an invite to another mesh of a name that this browser keeps already is said, with what can be done", async () => {
  const { terminal, behind } = await runTerminal();
  await terminal.ask("set", "game", "a", "1");
  await withStudio("?id=Alpha", async ({ page, address }) => {
    await goTo(page, "Documents");
    await page.getByRole("textbox", { name: "Open a document" }).fill("own");
    await page.keyboard.press("Enter");
    await page.getByRole("button", { name: "Add to own" }).click();
    await page.getByRole("textbox", { name: "Name", exact: true }).fill("b");
    await page.keyboard.press("Enter");
    await row(page, "b").waitFor();
    await page.goto(address + behind);
    await page.locator(".notices").getByText(/another mesh of the name Alpha.*clear this site's data/).waitFor();
  });
});

test("[UI7] [UI8] the invite's link is the same mesh; a role is given and taken after a question", async () => {
  await withStudio("?id=Alpha", async ({ page, address }) => {
    await page.getByText("as Authority").waitFor();
    await goTo(page, "Invite");
    const link = await page.getByRole("textbox", { name: "Link" }).inputValue();
    expect(link.startsWith(`${address}#join=`)).toBe(true);
    const other = await page.context().newPage();
    await other.goto(link);
    await other.getByText("With 1 peer").waitFor();
    await page.bringToFront(); // What is behind another tab is slow.

    await goTo(page, "Members");
    const member = page.getByRole("listitem").filter({ hasText: "Chromium" });
    await member.getByRole("button", { name: "Grant…" }).click();
    await page.getByRole("radio", { name: /^Authority/ }).check();
    await page.getByRole("button", { name: "Grant Authority" }).click();
    await member.getByText("Authority", { exact: true }).waitFor();
    await other.getByText("as Authority").waitFor();

    await member.getByRole("button", { name: "Revoke…" }).click();
    await page.getByRole("button", { name: "Cancel" }).click();
    await member.getByText("Authority", { exact: true }).waitFor();
    await member.getByRole("button", { name: "Revoke…" }).click();
    await page.getByRole("button", { name: "Revoke", exact: true }).click();
    await member.getByText("Authority", { exact: true }).waitFor({ state: "detached" });
  });
});

test("[UI9] the panels are tabs, keys lead through them, and the list of keys gives the focus back", async () => {
  await withStudio("?id=Alpha", async ({ page }) => {
    await page.getByRole("tab", { name: "Mesh" }).focus();
    await page.keyboard.press("ArrowDown");
    await page.keyboard.press("ArrowDown");
    expect(await focused(page)).toContain("Log");
    expect(await page.getByRole("tab", { selected: true }).innerText()).toContain("Log");
    await page.keyboard.press("?");
    await page.getByRole("dialog", { name: "Keys" }).waitFor();
    await page.keyboard.press("Escape");
    await page.getByRole("dialog").waitFor({ state: "detached" });
    expect(await focused(page)).toContain("Log");
    await page.keyboard.press("/");
    expect(await focused(page)).toBe("Filter by words");
    await page.keyboard.type("3");
    expect(await page.getByRole("tab", { selected: true }).innerText()).toContain("Log");
    for (const role of ["banner", "navigation", "main", "tabpanel"] as const)
      expect([role, await page.getByRole(role).count()]).toEqual([role, 1]);
    expect(await page.title()).toBe("Alpha · Selvage Studio");
  });
});

test("[UI10] what the site and the page's journal take is shown, and what is to be done when little room is left", async () => {
  await withStudio("?id=Alpha", async ({ page }) => {
    await page.getByText(/kept in this browser, [\d.]+ [kM]B/).waitFor();
    await goTo(page, "Health");
    const card = page.getByRole("region", { name: "Storage" });
    const bar = card.getByRole("meter", { name: "Room that this site takes" });
    await card.getByText("There is enough.").waitFor();
    expect(await bar.getAttribute("aria-valuetext")).toMatch(/^[\d.]+ \w+ of [\d.]+ [GT]B, less than 1\s%$/);
    expect(await card.innerText()).toMatch(/Journal\s+[\d.]+ [kM]B/);

    await page.evaluate(() => {
      navigator.storage.estimate = () => Promise.resolve({ usage: 85_000_000, quota: 100_000_000 });
      navigator.storage.persisted = () => Promise.resolve(false);
    });
    await card.getByRole("button", { name: "Measure again" }).click();
    await card.getByText("Little is left.").waitFor();
    await card.getByText(/let another peer keep this mesh/).waitFor();
    await card.getByRole("button", { name: "Ask for lasting storage" }).waitFor();
    expect([await bar.getAttribute("aria-valuenow"), await bar.getAttribute("aria-valuetext")]).toEqual(["85", "85 MB of 100 MB, 85\u00a0%"]);
    await goTo(page, "Mesh");
    await page.getByText("little room is left: see Health").waitFor();
  });
});
