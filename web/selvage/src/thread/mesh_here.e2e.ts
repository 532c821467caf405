// What join() promises holds with the brain in the page's own thread too: the tests of ../mesh once more.
import type { Page } from "playwright-core";
import { vi } from "vitest";

vi.mock("../../testing/pages.js", async (original) => ({
  ...(await original<typeof import("../../testing/pages.js")>()),
  importInPage: (page: Page, path: string) =>
    page.evaluateHandle(`import("${path}").then((all) => {
      const optionsOf = (how) => ({ ...(typeof how === "string" ? { name: how } : how), thread: "here" });
      const checked = (mesh) => {
        if (mesh.thread !== "here") throw new Error("It runs elsewhere.");
        return mesh;
      };
      return { ...all, join: async (how) => checked(await all.join(optionsOf(how))) };
    })`),
}));

await import("../mesh/mesh.e2e.js");
