// A document of ten megabytes in Chromium: whatever is done with it, the page can do other things in
// between. Judged by how often, not by how fast; the figures are those of `./dev bench page`.
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, expect, test } from "vitest";
import { importInPage, openPage } from "../../testing/pages.js";
import { serve } from "../../testing/serve.mjs";

let server: Awaited<ReturnType<typeof serve>>;
beforeAll(async () => {
  server = await serve(fileURLToPath(new URL("../..", import.meta.url)));
});
afterAll(() => server.close());

test("[PD7] a page goes on while a document of 10 MB is imported, loaded, edited and exported", async () => {
  const { page, errors } = await openPage(`${server.address}/testing/blank.html`);
  const selvage = await importInPage<typeof import("../index.js")>(page, "/dist/index.js");
  const large = await importInPage<typeof import("../../testing/large_document.mjs")>(
    page,
    "/testing/large_document.mjs",
  );
  const { measured, outcome } = await page.evaluate(
    ([script, { useLargeDocument }]) => useLargeDocument(script, 10_000_000),
    [selvage, large] as const,
  );
  expect(outcome.sizes.json).toBeGreaterThan(9_500_000);
  expect(outcome.sizes.saved).toBeGreaterThan(9_500_000);
  expect(outcome.isSame).toBe(true);
  const [now = 0, others, then] = outcome.todos;
  expect(now).toBeGreaterThan(40_000);
  expect(others).toBe(now);
  expect(then).toBeLessThan(now);
  expect(outcome.edits).toBe(3 + 200);
  expect(outcome.applied).toMatchObject({ applied: outcome.changes, refused: 0 });
  expect(outcome.users).toBe(0);
  const turns = Object.fromEntries(measured.map((one) => [one.what, one.turns]));
  // One slice each would be one turn. How many there are the page's speed decides, but a slice that
  // takes as long as all of them would have to be a thousand times as fast as this one.
  for (const what of ["import", "save", "load", "edit", "export", "applyChanges", "asOf", "remove"])
    expect(turns[what], what).toBeGreaterThan(5);
  expect(errors).toEqual([]);
}, 180_000);

test("the package's documents work in a page as in Node", async () => {
  const { page, errors } = await openPage(`${server.address}/testing/blank.html`);
  const selvage = await importInPage<typeof import("../index.js")>(page, "/dist/index.js");
  const shown = await page.evaluate(async ({ load, map, text, list, string }) => {
    const core = await load();
    const schema = map({ title: text(), items: list(string()) });
    const one = await core.createDocument(schema);
    const other = await core.createDocument(schema);
    const deltas: unknown[] = [];
    other.root.title.observe((delta) => deltas.push(delta));
    one.change((draft) => {
      draft.title.insert(0, "hello 🙂");
      draft.items.push("a", "b");
    });
    await other.applyChanges(await one.changesSince(other.version));
    return { deltas, other: other.toJSON() };
  }, selvage);
  expect(shown).toEqual({
    deltas: [[{ insert: "hello 🙂" }]],
    other: { title: "hello 🙂", items: ["a", "b"] },
  });
  expect(errors).toEqual([]);
});
