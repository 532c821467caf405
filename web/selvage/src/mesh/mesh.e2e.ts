// A terminal and a tab in one mesh, with nothing between them: no relay, no signalling server.
import type { Page } from "playwright-core";
import { afterEach, expect, test } from "vitest";
import { inSession, joinIn, read, type Kept, type Package } from "../../testing/mesh_page.js";
import { importInPage, openPageOnDisk } from "../../testing/pages.js";
import { withSite } from "../../testing/site.js";
import { Terminal, until } from "../../testing/terminal.js";

const terminals: Terminal[] = [];
afterEach(async () => {
  for (const terminal of terminals.splice(0)) await terminal.close();
});

async function runTerminal(...flags: string[]): Promise<Terminal> {
  const terminal = await Terminal.run(...flags);
  terminals.push(terminal);
  return terminal;
}

const withPage = (use: (page: Page, address: string) => Promise<void>): Promise<void> =>
  withSite({}, async (address) => {
    const { page, errors } = await openPageOnDisk(address);
    await use(page, address);
    expect(errors).toEqual([]);
  });

test("[MP1] what one side writes the other sees, both ways", async () => {
  const terminal = await runTerminal("--id", "Alpha");
  await withPage(async (page) => {
    await joinIn(page, { invite: await terminal.invite() });
    await until(() => inSession(page), Boolean);
    await terminal.ask("set", "game", "players.ann", '{"points": 3}');
    await until(() => read(page, "game", "players.ann"), (value) => JSON.stringify(value) === '{"points":3}');
    await page.evaluate(async () => {
      const game = (globalThis as unknown as Kept).mesh.doc("game");
      await game.counter("score").add(2);
      await game.members("tags").add("fast");
      await game.text("notes").append("from the page");
    });
    await terminal.ask("add", "game", "score", "3");
    await terminal.ask("type", "game", "notes", ", and the terminal");
    const whole = { notes: "from the page, and the terminal", players: { ann: { points: 3 } }, score: 5, tags: ["fast"] };
    const isWhole = (value: unknown): boolean => JSON.stringify(value) === JSON.stringify(whole);
    await until(() => terminal.ask("get", "game"), isWhole);
    await until(() => read(page, "game"), isWhole);
    const [peer] = (await terminal.ask("peers")) as { transport: string; platform: string }[];
    expect(peer?.platform).toMatch(/Chromium/);
    expect(peer?.transport).toMatch(/WebRTC/);
  });
});

test("[MP2] a page that is reloaded is who it was, and has what it had, alone too", async () => {
  const terminal = await runTerminal("--id", "Alpha");
  await withPage(async (page, address) => {
    const invite = await terminal.invite();
    const first = await joinIn(page, { invite });
    await until(() => inSession(page), Boolean);
    await page.evaluate(() => (globalThis as unknown as Kept).mesh.doc("game").set("a", 1));
    await terminal.kill();
    await page.goto(address);
    expect(await joinIn(page, { invite })).toBe(first);
    expect(await until(() => read(page, "game"), Boolean)).toEqual({ a: 1 });
    const stored = await page.evaluate(() => JSON.stringify(globalThis.localStorage));
    expect(stored).toBe("{}");
  });
});

test("[MP15] what is wiped is gone, and who joins again is somebody new", async () => {
  await withPage(async (page) => {
    const script = await importInPage<Package>(page, "/dist/index.js");
    const seen = await page.evaluate(async ({ join }) => {
      const first = await join("Alpha");
      await first.doc("game").set("a", 1);
      const { mesh } = await first.status();
      await first.wipe();
      const second = await join("Alpha");
      await second.doc("game").set("b", 2);
      const { mesh: other } = await second.status();
      const value = await second.doc("game").get();
      await second.close();
      const third = await join("Alpha");
      return { ids: [first.id, second.id, third.id], meshes: [mesh, other], value, again: await third.doc("game").get() };
    }, script);
    expect(seen.value).toEqual({ b: 2 });
    expect(seen.again).toEqual({ b: 2 });
    expect(seen.ids[1]).not.toBe(seen.ids[0]);
    expect(seen.ids[2]).toBe(seen.ids[1]);
    expect(seen.meshes[1]).not.toBe(seen.meshes[0]);
  });
});

test("[MP3] [PN14] a terminal that is killed and comes back goes on with the page", async () => {
  const terminal = await runTerminal("--id", "Alpha");
  await withPage(async (page) => {
    await joinIn(page, { invite: await terminal.invite() });
    await until(() => inSession(page), Boolean);
    await terminal.ask("set", "game", "a", "1");
    await until(() => read(page, "game"), (value) => JSON.stringify(value) === '{"a":1}');
    const listening = /listening on (\S+webrtc-direct)/.exec(terminal.log)?.[1] as string;
    await terminal.kill();
    await page.evaluate(() => (globalThis as unknown as Kept).mesh.doc("game").set("b", 2));
    await terminal.start("--id", "Alpha", "--listen", listening);
    await until(() => terminal.ask("get", "game"), (value) => JSON.stringify(value) === '{"a":1,"b":2}');
  });
});

test("[MP4] a stranger without the secret gets nothing", async () => {
  const terminal = await runTerminal("--id", "Alpha", "--closed");
  await terminal.ask("set", "game", "secret", "42");
  const status = (await terminal.ask("status")) as { addresses: string[]; self: string };
  const address = `${status.addresses.find((one) => one.includes("webrtc-direct"))}/p2p/${status.self}`;
  await withPage(async (page) => {
    const script = await importInPage<Package>(page, "/dist/index.js");
    const seen = await page.evaluate(
      async ([{ join }, where]) => {
        const mesh = await join("Alpha");
        const events: string[] = [];
        mesh.on("*", ({ event }) => void events.push(event));
        await mesh.connect(where);
        while (!events.includes("not-let-in")) await new Promise((resolve) => setTimeout(resolve, 50));
        return { status: await mesh.status(), documents: await mesh.documents() };
      },
      [script, address] as const,
    );
    expect(seen.status.peers).toBe(0);
    expect(seen.documents).toEqual([]);
    expect(await terminal.ask("peers")).toEqual([]);
  });
});

test("[MP5] two tabs are two peers, and find one another", async () => {
  await withPage(async (one, address) => {
    const two = await one.context().newPage();
    await two.goto(address);
    const ids: string[] = [];
    for (const page of [one, two]) {
      const script = await importInPage<Package>(page, "/dist/index.js");
      ids.push(
        await page.evaluate(async ({ join }) => {
          const mesh = await join("Alpha");
          (globalThis as unknown as Kept).mesh = mesh;
          return mesh.id;
        }, script),
      );
    }
    expect(new Set(ids).size).toBe(2);
    await until(() => inSession(two), Boolean);
    await one.evaluate(() => (globalThis as unknown as Kept).mesh.doc("game").set("a", 1));
    await until(() => read(two, "game"), (value) => JSON.stringify(value) === '{"a":1}');
  });
});

test("[MP6] what cannot be done fails with its kind, its cause and its remedy", async () => {
  await withPage(async (page) => {
    const script = await importInPage<Package>(page, "/dist/index.js");
    const failures = await page.evaluate(async ({ join }) => {
      const told = async (act: () => Promise<unknown>): Promise<unknown> => {
        try {
          return await act();
        } catch (failure) {
          const { name, kind, why, remedy } = failure as import("./errors.js").MeshError;
          return { name, kind, isSaid: why.length > 0 && remedy.length > 0 };
        }
      };
      const none = await told(() => join({ invite: "SELVAGE:NONSENSE" }));
      const mesh = await join("Alpha");
      while ((await mesh.status()).mesh === undefined) await new Promise((resolve) => setTimeout(resolve, 50));
      const nothing = await told(() => mesh.doc("game").get("nowhere"));
      await mesh.doc("game").set("a", "text");
      const other = await told(() => mesh.doc("game").counter("a").add(1));
      const strict = await told(() => mesh.doc("game").set("b", 1, { durability: "strict(5)" }));
      await mesh.close();
      const closed = await told(() => mesh.status());
      return [none, nothing, other, strict, closed];
    }, script);
    const kinds = ["invite", "not-found", "wrong-type", "no-quorum", "closed"];
    expect(failures).toEqual(kinds.map((kind) => ({ name: "MeshError", kind, isSaid: true })));
  });
});

test("[MP7] what becomes of connections and dials is told, the way to a peer can be measured, and a page can invite", async () => {
  const terminal = await runTerminal("--id", "Alpha");
  await withPage(async (page) => {
    const script = await importInPage<Package>(page, "/dist/index.js");
    const seen = await page.evaluate(
      async ([{ join }, text]) => {
        const mesh = await join({ invite: text });
        const events: import("./mesh.js").MeshEvent[] = [];
        mesh.on("*", (event) => void events.push(event));
        while ((await mesh.peers()).length === 0) await new Promise((resolve) => setTimeout(resolve, 50));
        const [peer] = await mesh.peers();
        const took = await mesh.ping(peer?.peer ?? "");
        const nobody = await mesh.ping(mesh.id).catch((failure: Error) => failure.name);
        const dial = await mesh.connect("/ip4/127.0.0.1/tcp/4001").catch((failure: Error) => failure.name);
        return { events, took, nobody, dial, peer: peer?.peer, invite: await mesh.invite() };
      },
      [script, await terminal.invite()] as const,
    );
    const told = (name: string) => seen.events.find(({ event }) => event === name);
    expect(told("connected")).toMatchObject({ peer: seen.peer, transport: expect.stringMatching(/WebRTC/) });
    expect(told("connected")?.address).toMatch(/webrtc-direct/);
    expect(told("dial-failed")?.text).toMatch(/127\.0\.0\.1/);
    expect([seen.nobody, seen.dial]).toEqual(["NetError", "MeshError"]);
    expect(seen.took).toBeGreaterThan(0);
    expect(seen.invite.text).toMatch(/^SELVAGE:[A-Z2-7]+$/);
  });
});

test("[MP8] a loop over values begins before the mesh is known, and goes on with what is written", async () => {
  await withPage(async (page) => {
    const script = await importInPage<Package>(page, "/dist/index.js");
    const seen = await page.evaluate(async ({ join }) => {
      const mesh = await join("Alpha");
      const before = (await mesh.status()).mesh;
      const values: unknown[] = [];
      for await (const score of mesh.doc("game").counter("score").values()) {
        values.push(score);
        if (score !== null) return { before, values };
        await mesh.doc("game").counter("score").add(3);
      }
      return undefined;
    }, script);
    expect(seen).toEqual({ before: undefined, values: [null, 3] });
  });
});

test("[MP13] all that joining needs is asked for before the module is there, and what did not come is asked for again", async () => {
  await withSite({}, async (address) => {
    const { page, requests } = await openPageOnDisk(address);
    // The disk's, or that of the whole brain.
    const wanted = [/^\/dist\/crypto\.js$/, /^\/dist\/(disk|mesh)_worker\.js$/];
    await page.route(/selvage\.wasm|inline\.js/, async (route) => {
      await until(async () => wanted.every((path) => requests.some((one) => path.test(one))), Boolean);
      return route.abort();
    });
    const script = await importInPage<Package>(page, "/dist/index.js");
    const failed = page.evaluate(({ join }) => join("Alpha").catch((failure: Error) => failure.name), script);
    expect(await failed).toBe("LoadError");
    await page.unroute(/selvage\.wasm|inline\.js/);
    expect(await page.evaluate(async ({ join }) => (await join("Alpha")).name, script)).toBe("Alpha");
  });
});
