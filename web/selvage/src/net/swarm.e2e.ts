// Swarms in pages of Chromium: tabs that find one another, and what goes wrong. How a page gets on
// with other nodes is played by interop/libp2p/browser.mjs.
import { execFile } from "node:child_process";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import type { Page } from "playwright-core";
import { expect, test } from "vitest";
import { importInPage, openPage } from "../../testing/pages.js";
import { withSite } from "../../testing/site.js";

type Package = typeof import("../index.js");
type Swarm = import("./swarm.js").Swarm;

const interopMax = 240_000; // Milliseconds: it starts processes and a browser of its own.

/** What the pages below keep for the calls that follow. */
interface Kept {
  swarm: Swarm;
  connected: string[];
  gone: string[];
  messages: string[];
}

/** Makes a swarm in the page that echoes; its peer id. */
async function makeSwarm(page: Page): Promise<string> {
  const script = await importInPage<Package>(page, "/dist/index.js");
  return page.evaluate(async ({ load }) => {
    const kept = globalThis as unknown as Kept;
    Object.assign(kept, { connected: [], gone: [], messages: [] });
    const core = await load();
    kept.swarm = await core.createSwarm({
      onEvent(event) {
        if (event.kind === "connected") kept.connected.push(event.peer);
        if (event.kind === "disconnected") kept.gone.push(event.peer);
      },
    });
    kept.swarm.handle("/echo/1.0.0", async (stream) => {
      for await (const bytes of stream) await stream.write(bytes);
      await stream.finish();
    });
    kept.swarm.handle("/idle/1.0.0", () => {});
    return kept.swarm.id;
  }, script);
}

const join = (page: Page, name: string): Promise<void> =>
  page.evaluate((given) => (globalThis as unknown as Kept).swarm.joinTabs(given), name);

/** Until the page knows that it is connected to the peer. */
async function waitFor(page: Page, list: "connected" | "gone" | "messages", item: string): Promise<void> {
  const isThere = ([name, wanted]: readonly string[]): boolean =>
    (globalThis as unknown as Record<string, string[]>)[name as string]?.includes(wanted as string) === true;
  await page.waitForFunction(isThere, [list, item] as const, { timeout: 20_000 });
}

/** Two tabs of one origin that have found one another. */
async function withTabs(
  use: (one: Page, two: Page, ids: readonly [string, string]) => Promise<void>,
): Promise<void> {
  await withSite({}, async (address) => {
    const { page: one, errors } = await openPage(address);
    const two = await one.context().newPage();
    await two.goto(address);
    const ids = [await makeSwarm(one), await makeSwarm(two)] as const;
    await join(one, "test");
    await join(two, "test");
    await waitFor(one, "connected", ids[1]);
    await waitFor(two, "connected", ids[0]);
    await use(one, two, ids);
    expect(errors).toEqual([]);
  });
}

/** How many bytes came back, and whether they were the same. */
const echo = (page: Page, peer: string, size: number): Promise<string> =>
  page.evaluate(
    async ([to, count]) => {
      const { swarm } = globalThis as unknown as Kept;
      const stream = swarm.open(to, ["/echo/1.0.0"]);
      const sent = Uint8Array.from({ length: count }, (_, index) => (index * 7) % 251);
      const writing = stream.write(sent).then(() => stream.finish());
      let received = 0;
      for await (const bytes of stream) {
        if (!bytes.every((byte, index) => byte === sent[received + index])) return "others";
        received += bytes.length;
      }
      await writing;
      return `${received}`;
    },
    [peer, size] as const,
  );

test("[PN1] a page gets on with js-libp2p, over WebSocket and webrtc-direct", async () => {
  const here = (path: string): string => fileURLToPath(new URL(`../../../../interop/libp2p/${path}`, import.meta.url));
  const only = ["connect", "identify", "echo_1MiB", "gossip_mesh"].flatMap((name) => ["--only", name]);
  const given = [here("browser.mjs"), here("js_peer.mjs"), "--page", "ours", ...only];
  const { stdout } = await promisify(execFile)(process.execPath, given);
  expect(stdout).toMatch(/11 cases passed/);
}, interopMax);

test("[PN5] two tabs find one another, and carry streams both ways", async () => {
  await withTabs(async (one, two, [first, second]) => {
    expect(await echo(one, second, 2 ** 20)).toBe(`${2 ** 20}`);
    expect(await echo(two, first, 2 ** 20)).toBe(`${2 ** 20}`);
    const times = await one.evaluate(
      (peer) => (globalThis as unknown as Kept).swarm.ping(peer, { count: 3 }),
      second,
    );
    expect(times).toHaveLength(3);
  });
});

test("[PN5] tabs gossip, and a tab that is closed is gone", async () => {
  await withTabs(async (one, two, [first, second]) => {
    for (const page of [one, two])
      await page.evaluate(() => {
        const { swarm, messages } = globalThis as unknown as Kept;
        swarm.subscribe("news", ({ bytes }) => void messages.push(new TextDecoder().decode(bytes)));
      });
    for (const [page, other] of [[one, second], [two, first]] as const)
      await page.waitForFunction(
        (peer) => (globalThis as unknown as Kept).swarm.mesh("news").includes(peer),
        other,
        { timeout: 20_000 },
      );
    for (const [from, to, text] of [[one, two, "from one"], [two, one, "from two"]] as const) {
      await from.evaluate((words) => {
        const { swarm } = globalThis as unknown as Kept;
        swarm.publish("news", new TextEncoder().encode(words));
      }, text);
      await waitFor(to, "messages", text);
    }
    await two.evaluate(() => (globalThis as unknown as Kept).swarm.close());
    await waitFor(one, "gone", second);
  });
});

test("[PN4] who floods a peer that does not read loses the stream, and nothing else", async () => {
  await withTabs(async (one, _two, [, second]) => {
    const outcome = await one.evaluate(async (peer) => {
      const { swarm } = globalThis as unknown as Kept;
      const stream = swarm.open(peer, ["/idle/1.0.0"]);
      await stream.agreed;
      return stream.write(new Uint8Array(16 * 2 ** 20)).then(
        () => "all was taken",
        (failure: Error) => failure.message,
      );
    }, second);
    expect(outcome).toMatch(/the peer reset the stream/);
    expect(await echo(one, second, 1000)).toBe("1000");
  });
});

/** What a call in the page fails with. */
const failureOf = (page: Page, act: (swarm: Swarm) => unknown): Promise<string> =>
  page.evaluate(
    async (source) => {
      const call = (0, eval)(`(${source})`) as (swarm: Swarm) => unknown;
      try {
        await call((globalThis as unknown as Kept).swarm);
        return "nothing";
      } catch (failure) {
        const { name, message } = failure as Error;
        return `${name}: ${message}`;
      }
    },
    act.toString(),
  );

test("[PN6] what is no address, peer or protocol is refused, and the core goes on", async () => {
  await withSite({}, async (address) => {
    const { page } = await openPage(address);
    await makeSwarm(page);
    expect(await failureOf(page, (swarm) => swarm.dial("nowhere"))).toMatch(/no address of a peer/);
    expect(await failureOf(page, (swarm) => swarm.dial("/".repeat(100_000)))).toMatch(/too long/);
    expect(await failureOf(page, (swarm) => swarm.open("nobody", ["/a"]))).toMatch(/no peer/);
    expect(await failureOf(page, (swarm) => swarm.disconnect("nobody"))).toMatch(/no peer/);
    expect(await failureOf(page, (swarm) => swarm.handle("", () => {}))).toMatch(/protocol's name/);
    expect(await failureOf(page, (swarm) => swarm.handle("/a\n", () => {}))).toMatch(/protocol's/);
    expect(await failureOf(page, (swarm) => swarm.open(swarm.id, ["/a"]))).toMatch(/no connection/);
    expect(await failureOf(page, (swarm) => swarm.open(swarm.id, []))).toMatch(/no peer, or no/);
    expect(await failureOf(page, (swarm) => swarm.publish("news", new Uint8Array(2 ** 21)))).toMatch(
      /too large/,
    );
    expect(await failureOf(page, (swarm) => swarm.publish("news", new Uint8Array(8)))).toBe("nothing");
  });
});

test("[PN7] a dial that fails says why", async () => {
  await withSite({}, async (address) => {
    const { page } = await openPage(address);
    await makeSwarm(page);
    expect(await failureOf(page, (swarm) => swarm.dial("/ip4/127.0.0.1/tcp/1"))).toMatch(
      /NetError: dial \d+ has failed: .+\. .+\n\/ip4\/127\.0\.0\.1\/tcp\/1: .+\. .+/,
    );
    expect(await failureOf(page, (swarm) => swarm.dial("/ip4/127.0.0.1/tcp/1/ws"))).toMatch(
      /NetError: dial \d+ has failed: .+\. .+\n\/ip4\/127\.0\.0\.1\/tcp\/1\/ws: .+\. .+/,
    );
  });
});

test("[PN8] closing ends the connections, and all that waits", async () => {
  await withTabs(async (one, two, [first, second]) => {
    const failures = await one.evaluate(async (peer) => {
      const { swarm } = globalThis as unknown as Kept;
      const stream = swarm.open(peer, ["/idle/1.0.0"]);
      await stream.agreed;
      const reading = stream[Symbol.asyncIterator]().next();
      const pinging = swarm.ping(peer, { count: 1000, interval: 1e6 });
      const waiting = [reading, pinging].map((one) =>
        Promise.resolve(one).then(
          () => "nothing",
          (failure: Error) => failure.name,
        ),
      );
      swarm.close();
      return Promise.all(waiting);
    }, second);
    expect(failures).toEqual(["NetError", "NetError"]);
    await waitFor(two, "gone", first);
    expect(await failureOf(one, (swarm) => swarm.dial("/ip4/127.0.0.1/tcp/1/ws"))).toMatch(
      /The swarm was closed/,
    );
  });
});
