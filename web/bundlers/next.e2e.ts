// The package in an app of Next (next/), without configuration: the server renders the page and joins nothing, the browser
// goes on from there. Both of Next's bundlers find the module and the Workers; Next's own server can load the package too.
import { afterAll, beforeAll, expect, test } from "vitest";
import { openPage } from "../selvage/testing/pages.js";
import { buildWithNext, startNext } from "./next_site.js";
import { makeNextProject, type Project } from "./project.js";

/** Milliseconds: Next takes some 20 s of an idle machine to build. */
const nextMax = 180_000;

const right = {
  loadedFrom: "selvage.wasm beside the script",
  crc32c: "e3069283",
  blake3: "6437b3ac38465133ffb63b75273a8db548c558465d79db03fd359c6cd5bd9d85",
};

let project: Project;
beforeAll(async () => {
  project = await makeNextProject();
});
afterAll(() => project.remove());

test.each(["--turbopack", "--webpack"])("[WA3] [TH8] [RE8] Next, built with %s", async (bundler) => {
  expect(await buildWithNext(project.root, bundler)).not.toMatch(/warn|error/i);
  const site = await startNext(project.root);
  try {
    await expectRenderedByBoth(site.address);
    await expectAnswers(`${site.address}/answers`);
    const ofServer = await (await fetch(`${site.address}/checksum`)).text();
    // The server is told where browsers find the module, not where it lies.
    expect(ofServer).toContain(`<output>${right.crc32c}, by the copy inside the package</output>`);
  } finally {
    await site.close();
  }
}, nextMax);

async function expectRenderedByBoth(address: string): Promise<void> {
  const html = await (await fetch(address)).text();
  expect(html).toContain("<main><h1>Game</h1><p>Joining…</p></main>");
  // What does not fit what the server has rendered would be an error there.
  const { page, errors } = await openPage(address);
  await page.getByRole("button", { name: "Score: 0" }).click();
  await page.getByRole("button", { name: "Score: 1" }).waitFor();
  expect(errors).toEqual([]);
}

async function expectAnswers(address: string): Promise<void> {
  const { page, errors, requests } = await openPage(address);
  const answers = await page.waitForFunction(() => (globalThis as { answers?: unknown }).answers);
  expect(await answers.jsonValue()).toEqual([{ ...right, thread: "worker" }, { ...right, thread: "here" }]);
  expect(errors).toEqual([]);
  expect(requests.filter((path) => path.endsWith(".wasm"))).toHaveLength(2); // The page's and the Worker's.
}
