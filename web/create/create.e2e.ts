// The apps that the program writes, built by Vite and opened in Chromium: two tabs are two peers that share a counter.
import { join } from "node:path";
import { build, createServer } from "vite";
import { expect, test } from "vitest";
import { openPageOnDisk } from "../selvage/testing/pages.js";
import { serve } from "../selvage/testing/serve.mjs";
import { create, install, withFolder } from "./testing/install.js";

test.each(["vanilla", "react"])("[CS2] the template %s is built, joins, and counts with another tab", async (template) => {
  await withFolder(async (folder) => {
    await create(folder, "clicks", "--template", template);
    const app = join(folder, "clicks");
    await install(app);
    await build({ root: app, logLevel: "error" });
    const server = await serve(join(app, "dist"));
    try {
      const { page: one, errors } = await openPageOnDisk(server.address);
      const two = await one.context().newPage();
      await two.goto(server.address);
      await one.getByText("In the mesh clicks, with 1 other.").waitFor();
      await two.getByText("In the mesh clicks, with 1 other.").waitFor();
      for (const page of [one, two, two]) await page.getByRole("button").click();
      await one.getByText("Clicked 3 times, by anybody").waitFor();
      await two.getByText("Clicked 3 times, by anybody").waitFor();
      await one.reload();
      await one.getByText("Clicked 3 times, by anybody").waitFor();
      expect(errors).toEqual([]);
    } finally {
      await server.close();
    }
  });
});

test("[CS2] while it is written, Vite's development server shows it", async () => {
  await withFolder(async (folder) => {
    await create(folder, "clicks", "--template", "react");
    const app = join(folder, "clicks");
    await install(app);
    const server = await createServer({ root: app, server: { host: "127.0.0.1", port: 0 }, logLevel: "error" });
    await server.listen();
    try {
      const { page, errors } = await openPageOnDisk(server.resolvedUrls?.local[0] ?? "");
      await page.getByText("In the mesh clicks").waitFor();
      await page.getByRole("button").click();
      await page.getByText("Clicked 1 times, by anybody").waitFor();
      expect(errors).toEqual([]);
    } finally {
      await server.close();
    }
  });
});
