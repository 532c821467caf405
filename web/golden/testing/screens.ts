// Pictures of the Studio for people to look at: every panel and the entrance, light, dark and on a phone, below build/screens.
import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import type { Page } from "playwright-core";
import { goTo, row } from "./studio_page.js";

const folder = fileURLToPath(new URL("../../../build/screens", import.meta.url));
const desk = { width: 1280, height: 800 };
const phone = { width: 390, height: 844 };
const looks = [
  { name: "light", colorScheme: "light", size: desk },
  { name: "dark", colorScheme: "dark", size: desk },
  { name: "phone", colorScheme: "light", size: phone },
] as const;

const panels = ["Mesh", "Documents", "Log", "Members", "Invite", "Health"];

/** Of a Studio in a mesh, with a document that has these two places. */
export async function takeScreens(page: Page, container: string, text: string): Promise<void> {
  await inAllLooks(page, async (take) => {
    for (const panel of panels) {
      await goTo(page, panel);
      if (panel === "Documents") {
        await row(page, container).click();
        await row(page, text).getByText("text", { exact: true }).waitFor({ state: "attached" });
        await row(page, text).click();
        await page.getByRole("textbox", { name: `The text ${text}` }).waitFor();
      }
      await take(panel.toLowerCase());
    }
  });
}

export const takeEntrance = (page: Page): Promise<void> => inAllLooks(page, (take) => take("entrance"));

type Take = (name: string) => Promise<void>;

async function inAllLooks(page: Page, use: (take: Take) => Promise<void>): Promise<void> {
  await mkdir(folder, { recursive: true });
  for (const { name, colorScheme, size } of looks) {
    await page.emulateMedia({ colorScheme });
    await page.setViewportSize(size);
    await use(async (what) => {
      await page.mouse.move(0, 0);
      await page.screenshot({ path: join(folder, `${name}-${what}.png`), animations: "disabled" });
    });
  }
}
