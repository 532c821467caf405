// Fifty Citizens in a mesh of three Authorities. They are peers of one page, each with a node, a key and connections of its own:
// fifty browsers, or fifty processes, would want more than the machines have that tests run on.
import type { Page } from "playwright-core";
import { expect, test } from "vitest";
import type { Package } from "../selvage/testing/mesh_page.js";
import { importInPage, openPage } from "../selvage/testing/pages.js";
import { withSite } from "../selvage/testing/site.js";
import { until, type Terminal } from "../selvage/testing/terminal.js";
import type { Mesh } from "../selvage/src/mesh/mesh.js";
import { Neighbours } from "./testing/neighbours.js";

const citizensMax = 50;
const measuredWrites = 9;

interface Crowd {
  citizens: Mesh[];
}
interface Status {
  readonly self: string;
  readonly role: string;
  readonly authorities_reachable: number;
}
interface Written {
  readonly ok: { readonly state: string; readonly have: number };
}

const statusOf = (terminal: Terminal): Promise<Status> => terminal.ask("status") as Promise<Status>;

/** Each of them asks another Authority to be let in. They are no tabs of one another, and have no Worker each. */
async function openCrowd(page: Page, invites: readonly string[]): Promise<void> {
  const script = await importInPage<Package>(page, "/dist/index.js");
  await page.evaluate(
    async ([{ join }, ways, count]) => {
      Reflect.deleteProperty(globalThis, "BroadcastChannel");
      const citizens: Mesh[] = [];
      (globalThis as unknown as Crowd).citizens = citizens;
      for (let i = 0; i < count; i++)
        citizens.push(await join({ invite: ways[i % ways.length] ?? "", keeps: false, keepsEverything: true, thread: "here" }));
    },
    [script, invites, citizensMax] as const,
  );
}

/** How many of them are as the expression says. */
const countIn = (page: Page, is: string): Promise<number> =>
  page.evaluate(`Promise.all(citizens.map(async (mesh) => ${is})).then((all) => all.filter(Boolean).length)`);

/** The time in the middle of some writes that are kept by all Authorities, in milliseconds. */
async function timeOfWrites(terminal: Terminal): Promise<number> {
  const times: number[] = [];
  for (let i = 0; i < measuredWrites; i++) {
    const begun = performance.now();
    const write = { do: "add", document: "game", path: "score", by: 1, durability: "quorum(3)" };
    const { ok } = (await terminal.request(write)) as Written;
    times.push(performance.now() - begun);
    expect([ok.state, ok.have]).toEqual(["durable", 3]);
  }
  return times.sort((one, other) => one - other)[Math.floor(measuredWrites / 2)] ?? 0;
}

test("[MP11] a quorum among three Authorities is one with fifty Citizens too, while they write", async () => {
  const neighbours = await Neighbours.make();
  try {
    const first = await neighbours.run();
    const authorities = [first, await neighbours.run(), await neighbours.run()];
    for (const other of authorities.slice(1))
      await first.ask("grant", (await statusOf(other)).self, "--as", "authority");
    for (const one of authorities)
      await until(() => statusOf(one), ({ role, authorities_reachable }) => role === "authority" && authorities_reachable === 3);
    const alone = await timeOfWrites(first);

    await withSite({}, async (address) => {
      const { page } = await openPage(address);
      await openCrowd(page, await Promise.all(authorities.map((one) => one.invite())));
      await until(() => countIn(page, `(await mesh.status()).peers > 0 && (await mesh.status()).role === "citizen"`), (count) => count === citizensMax);
      const connecting = await timeOfWrites(first);
      const writing = countIn(page, `mesh.doc("game").counter("score").add(1)`);
      const busy = await timeOfWrites(first);
      await writing;

      const whole = 3 * measuredWrites + citizensMax;
      for (const one of authorities) await until(() => one.ask("get", "game", "score"), (score) => score === whole);
      await until(() => countIn(page, `await mesh.doc("game").get("score") === ${whole}`), (count) => count === citizensMax);
      const { authorities_reachable } = await statusOf(first);
      expect(authorities_reachable).toBe(3);
      const times = [alone, connecting, busy].map((time) => `${time.toFixed(1)} ms`);
      console.log(`quorum(3): ${times[0]} without Citizens, ${times[1]} while ${citizensMax} connect, ${times[2]} while they write`);
    });
  } finally {
    await neighbours.close();
  }
});
