// Where a page's brain runs: in a Worker, which leaves the page's thread free; in that thread where there can be none.
import { rm } from "node:fs/promises";
import { createConnection } from "node:net";
import { join } from "node:path";
import { createInterface } from "node:readline";
import type { Page } from "playwright-core";
import { expect, test } from "vitest";
import { importInPage, openPageOnDisk } from "../../testing/pages.js";
import { withSite, type SiteOptions } from "../../testing/site.js";
import { runTerminal } from "../../testing/run_terminal.js";
import { until, type Terminal } from "../../testing/terminal.js";
import type { Json } from "../mesh/document.js";
import type { Mesh } from "../mesh/mesh.js";

type Package = typeof import("../index.js");
/** What the pages below keep. */
interface Kept {
  mesh: Mesh;
  /** How often the module was instantiated in the page. */
  instances: number;
  /** Of each task that was longer than 50 ms, its milliseconds. */
  long: number[];
}

/** Before anything of the page runs. */
const watchInstances = (page: Page): Promise<unknown> =>
  page.addInitScript(`{
    globalThis.instances = 0;
    const instantiate = WebAssembly.instantiate;
    WebAssembly.instantiate = (...given) => (++globalThis.instances, instantiate(...given));
  }`);

async function withPage(
  use: (page: Page, address: string) => Promise<void>,
  { errors: expected = [], ...site }: SiteOptions & { readonly errors?: readonly string[] } = {},
  prepare: (page: Page) => Promise<unknown> = () => Promise.resolve(),
): Promise<void> {
  await withSite(site, async (address) => {
    const { page, errors } = await openPageOnDisk(address);
    await watchInstances(page);
    await prepare(page);
    await page.goto(address);
    await use(page, address);
    expect(errors).toEqual(expected);
  });
}

/** Where it runs. */
async function joinIn(page: Page, invite: string): Promise<string> {
  const script = await importInPage<Package>(page, "/dist/index.js");
  return page.evaluate(
    async ([{ join }, text]) => {
      const which = text.startsWith("SELVAGE:") ? { invite: text } : { name: text };
      const mesh = await join(which);
      (globalThis as unknown as Kept).mesh = mesh;
      return mesh.thread;
    },
    [script, invite] as const,
  );
}

const instancesIn = (page: Page): Promise<number> => page.evaluate(() => (globalThis as unknown as Kept).instances);
const read = (page: Page, path = ""): Promise<Json> =>
  page.evaluate((place) => (globalThis as unknown as Kept).mesh.doc("game").get(place), path);
const set = (page: Page, path: string, value: Json): Promise<unknown> =>
  page.evaluate(
    ([place, what]) => (globalThis as unknown as Kept).mesh.doc("game").set(place, JSON.parse(what) as Json),
    [path, JSON.stringify(value)] as const,
  );
const isIn = async (page: Page): Promise<boolean> =>
  (await page.evaluate(() => (globalThis as unknown as Kept).mesh.status())).peers > 0;
const locksIn = (page: Page, name: string): Promise<number> =>
  page.evaluate(
    async (start) => ((await navigator.locks.query()).held ?? []).filter((lock) => lock.name?.startsWith(start)).length,
    name,
  );

test("[TH1] the brain runs in a Worker, and the page's thread instantiates none", async () => {
  await withPage(async (page) => {
    expect(await joinIn(page, "Alpha")).toBe("worker");
    await set(page, "a", 1);
    expect(await read(page)).toEqual({ a: 1 });
    expect(await instancesIn(page)).toBe(0);
    expect(page.workers()).toHaveLength(1); // Its disk is in the same.
  });
});

test("[TH1] who wants it has the brain in the thread that joins", async () => {
  await withPage(async (page) => {
    const script = await importInPage<Package>(page, "/dist/index.js");
    expect(await page.evaluate(async ({ join }) => (await join({ name: "Alpha", thread: "here" })).thread, script)).toBe("here");
    expect(await instancesIn(page)).toBeGreaterThan(0);
  });
});

/** How many edits a terminal makes, each a change of its own. */
const edits = 2_000;

test("[TH2] while a terminal makes 2,000 edits the page's longest task is known, and the Worker has the work", async () => {
  const terminal = await runTerminal("--id", "Alpha");
  await withPage(async (page) => {
    await joinIn(page, await terminal.invite());
    await until(() => isIn(page), Boolean);
    await page.evaluate(() => {
      const kept = globalThis as unknown as Kept & { seen: Json };
      kept.long = [];
      new PerformanceObserver((list) => {
        for (const { duration } of list.getEntries()) kept.long.push(duration);
      }).observe({ type: "longtask" });
      kept.mesh.doc("game").watch("score", (score) => void (kept.seen = score));
    });
    await editMuch(terminal, edits);
    await page.waitForFunction((all) => (globalThis as unknown as { seen: Json }).seen === all, edits, { timeout: 50_000 });
    const long = await page.evaluate(() => (globalThis as unknown as Kept).long);
    const longest = long.length === 0 ? "below 50" : String(Math.max(...long));
    console.log(`the page's longest task during ${edits} edits, in milliseconds: ${longest}`);
    expect(await instancesIn(page)).toBe(0);
  });
});

/** Adds 1 to the score so many times, one after the other: what is written meanwhile would join in one change (ND33). */
async function editMuch(terminal: Terminal, count: number): Promise<void> {
  const socket = createConnection(join(terminal.data, "control"));
  try {
    const answers = createInterface({ input: socket })[Symbol.asyncIterator]();
    for (let id = 1; id <= count; ++id) {
      socket.write(`${JSON.stringify({ id, do: "add", document: "game", path: "score", by: 1 })}\n`);
      const answer = JSON.parse((await answers.next()).value as string) as { readonly error?: string };
      if (answer.error !== undefined) throw new Error(answer.error);
    }
  } finally {
    socket.destroy();
  }
}

const policy = (directives: string): string => `<meta http-equiv="Content-Security-Policy" content="${directives}">`;

test("[TH3] where no Worker can be had for it, the brain runs in the page's thread, and the page is told no error", async () => {
  const gone: SiteOptions = {
    spoil: async (folder) => rm(`${folder}/dist/mesh_worker.js`),
  };
  await withPage(
    async (page) => {
      expect(await joinIn(page, "Alpha")).toBe("here");
      await set(page, "a", 1);
      expect(await read(page)).toEqual({ a: 1 });
      expect(await instancesIn(page)).toBeGreaterThan(0);
    },
    { ...gone, errors: ["404 /dist/mesh_worker.js", "failed /dist/mesh_worker.js"] }, // The browser's own.
  );
});

test("[TH3] a policy that forbids Workers leaves the page its own thread", async () => {
  await withSite({ head: policy("worker-src 'none'") }, async (address) => {
    const { page } = await openPageOnDisk(address);
    const script = await importInPage<Package>(page, "/dist/index.js");
    // Its disk would be in a Worker too.
    const thread = await page.evaluate(async ({ join }) => (await join({ name: "Alpha", keeps: false })).thread, script);
    expect(thread).toBe("here");
  });
});

test("[TH4] a Worker that ends takes the mesh with it: all that waits fails, and so does what comes", async () => {
  await withPage(async (page) => {
    await joinIn(page, "Alpha");
    await set(page, "a", 1);
    const before = await page.evaluate(() => (globalThis as unknown as Kept).mesh.id);
    const waiting = page.evaluate(async () => {
      const { mesh } = globalThis as unknown as Kept;
      const failureOf = (asked: Promise<unknown>): Promise<string> =>
        asked.then(
          () => "nothing",
          (failure: Error) => `${failure.name}: ${failure.message}`,
        );
      const values = mesh.doc("game").values("b");
      await values.next();
      const watched = await failureOf(values.next());
      return [watched, await failureOf(mesh.status()), await failureOf(mesh.ping(mesh.id)), await failureOf(mesh.close())];
    });
    await until(async () => page.workers().length, (count) => count === 1);
    await page.waitForTimeout(500); // So that it waits. Too early would be as good.
    await page.workers()[0]?.evaluate(() => self.close());
    const [watched, asked, pinged, closed] = await waiting;
    for (const failure of [watched, asked, pinged]) expect(failure).toMatch(/^CoreError: The Worker .+ has ended\. .+/);
    expect(closed).toBe("nothing");
    // Its place on the disk is free: who joins again is who it was, and has what it had.
    expect(await joinIn(page, "Alpha")).toBe("worker");
    expect(await page.evaluate(() => (globalThis as unknown as Kept).mesh.id)).toBe(before);
    expect(await read(page)).toEqual({ a: 1 });
  });
});

test("[TH5] while it is in a mesh a page holds a lock, until it closes", async () => {
  await withPage(async (page) => {
    await joinIn(page, "Alpha");
    const id = await page.evaluate(() => (globalThis as unknown as Kept).mesh.id);
    await until(() => locksIn(page, `selvage node ${id}`), (count) => count === 1);
    await page.evaluate(() => (globalThis as unknown as Kept).mesh.close());
    await until(() => locksIn(page, "selvage"), (count) => count === 0);
    expect(page.workers()).toHaveLength(0);
  });
});

/** As in a browser that hands no channels over. */
const keepChannels = (page: Page): Promise<unknown> =>
  page.addInitScript(`{
    const post = Worker.prototype.postMessage;
    globalThis.refused = 0;
    Worker.prototype.postMessage = function (message, transfer = []) {
      if (transfer.some((one) => one instanceof RTCDataChannel)) {
        ++globalThis.refused;
        throw new DOMException("not here", "DataCloneError");
      }
      return post.call(this, message, transfer);
    };
  }`);

/** More than a link holds back at once. */
const pieces = 96;
const pieceSize = 2 ** 15;

test.each(["handed over", "kept in the page"])("[TH6] much goes both ways over channels that are %s", async (how) => {
  const terminal = await runTerminal("--id", "Alpha");
  const prepare = how === "handed over" ? async () => {} : keepChannels;
  await withPage(
    async (page) => {
      expect(await joinIn(page, await terminal.invite())).toBe("worker");
      await until(() => isIn(page), Boolean);
      await page.evaluate(
        async ([count, size]) => {
          const game = (globalThis as unknown as Kept).mesh.doc("game");
          const chance = (): string =>
            Array.from(crypto.getRandomValues(new Uint8Array(size)), (byte) => String.fromCharCode(32 + (byte % 90))).join("");
          for (let i = 0; i < count; ++i) await game.set(["up", `piece ${i}`], chance());
        },
        [pieces, pieceSize] as const,
      );
      for (const piece of [`up.piece ${pieces - 1}`, "up.piece 0", `up.piece ${pieces >> 1}`]) {
        const there = await read(page, piece);
        await until(() => terminal.ask("get", "game", piece), (here) => here === there);
      }
      await terminal.ask("set", "game", "down", JSON.stringify("x".repeat(2 ** 16)));
      await until(() => read(page, "down"), (value) => String(value).length === 2 ** 16);
      const refused = await page.evaluate(() => (globalThis as unknown as { refused?: number }).refused ?? 0);
      expect(refused > 0).toBe(how !== "handed over");
    },
    {},
    prepare,
  );
});
