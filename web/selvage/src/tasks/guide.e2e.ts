// What docs/tasks.md shows does what it says.
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
import { withBundledPage } from "../../testing/bundled_page.js";
import { openPageOnDisk } from "../../testing/pages.js";
import { runTerminal } from "../../testing/run_terminal.js";
import type { Guide } from "../../testing/tasks_guide.js";

const script = fileURLToPath(new URL("../../testing/tasks_guide.ts", import.meta.url));

test("[MP18] [MP20] [MP21] [MP22] the guide's page asks, watches, maps and works", { timeout: 120_000 }, async () => {
  const terminal = await runTerminal("--id", "Alpha", "--work", "off");
  const invite = await terminal.invite();
  await withBundledPage(script, "", async (address) => {
    const { page, errors } = await openPageOnDisk(address);
    const told = await page.evaluate(async (invite) => {
      const { guide } = globalThis as unknown as { guide: Guide };
      const mesh = await guide.join({ invite });
      const engines = await guide.work(mesh);
      const [count, states] = [await guide.count(mesh), await guide.watch(mesh)];
      return { id: mesh.id, engines, count, states, all: await guide.countAll(mesh), drawn: await guide.stream(mesh), said: await guide.fail(mesh) };
    }, invite);
    expect(told).toMatchObject({ engines: expect.arrayContaining(["wasm", "js"]), count: 1229, all: 4203, drawn: 10 });
    expect([told.states[0], told.states.at(-1)]).toEqual(["asking", "completed"]);
    expect(told.said).toEqual(Array.from({ length: 3 }, () => expect.stringMatching(`^${told.id} unit-failed .*no luck`)));
    expect(errors).toEqual([]);
  });
});
