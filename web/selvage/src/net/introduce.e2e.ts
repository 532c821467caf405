// Pages in contexts that share nothing, which meet by a node in a process of its own.
import { fileURLToPath } from "node:url";
import type { Page } from "playwright-core";
import { expect, test } from "vitest";
import { ProcessPeer } from "../../../../interop/libp2p/process_peer.mjs";
import { importInPage, openPage } from "../../testing/pages.js";
import { withSite } from "../../testing/site.js";

type Package = typeof import("../index.js");
type Swarm = import("./swarm.js").Swarm;
type Options = import("./swarm.js").SwarmOptions;

const program = fileURLToPath(new URL("../../../../build/release/interop/libp2p_peer", import.meta.url));

interface Kept {
  swarm: Swarm;
}

async function makeSwarm(page: Page, options: Options): Promise<string> {
  const script = await importInPage<Package>(page, "/dist/index.js");
  return page.evaluate(
    async ({ load, given }) => {
      const core = await load.load();
      const swarm = await core.createSwarm(given);
      (globalThis as unknown as Kept).swarm = swarm;
      swarm.handle("/echo/1.0.0", async (stream) => {
        for await (const bytes of stream) await stream.write(bytes);
        await stream.finish();
      });
      return swarm.id;
    },
    { load: script, given: options },
  );
}

/** Two pages that are connected to the node, one by WebSocket and the other by webrtc-direct. */
async function withPages(
  options: readonly [Options, Options],
  use: (pages: readonly [Page, Page], ids: readonly [string, string], node: ProcessPeer) => Promise<void>,
): Promise<void> {
  await withSite({}, async (address) => {
    const node = await ProcessPeer.start("node", program);
    try {
      const pages = [(await openPage(address)).page, (await openPage(address)).page] as const;
      const ids = [await makeSwarm(pages[0], options[0]), await makeSwarm(pages[1], options[1])] as const;
      for (const [page, place] of [
        [pages[0], "/ip4/127.0.0.1/tcp/0/ws"],
        [pages[1], "/ip4/127.0.0.1/udp/0/webrtc-direct"],
      ] as const) {
        const listening = await node.listen(place);
        const peer = await page.evaluate((to) => (globalThis as unknown as Kept).swarm.dial(to), listening);
        expect(peer).toBe(node.id);
      }
      await use(pages, ids, node);
    } finally {
      await node.stop();
    }
  });
}

/** What the page's call ends with: its result, or its failure's kind and message. */
const introduce = (page: Page, via: string, wanted: string): Promise<string> =>
  page.evaluate(
    ([by, whom]) =>
      (globalThis as unknown as Kept).swarm.introduce(by, whom).then(
        (peer) => peer,
        (failure: Error & { kind: string }) => `${failure.kind}: ${failure.message}`,
      ),
    [via, wanted] as const,
  );

const echo = (page: Page, peer: string, size: number): Promise<number> =>
  page.evaluate(
    async ([to, count]) => {
      const stream = (globalThis as unknown as Kept).swarm.open(to, ["/echo/1.0.0"]);
      const writing = stream.write(new Uint8Array(count)).then(() => stream.finish());
      let received = 0;
      for await (const bytes of stream) received += bytes.length;
      await writing;
      return received;
    },
    [peer, size] as const,
  );

test("[PN9] two pages meet by a node, and their connection outlives it", async () => {
  await withPages([{}, {}], async ([one, two], [first, second], node) => {
    expect(await introduce(one, node.id, second)).toBe(second);
    expect(await echo(one, second, 2 ** 20)).toBe(2 ** 20);
    await node.kill();
    expect(await echo(two, first, 2 ** 20)).toBe(2 ** 20);
    const times = await one.evaluate(
      (peer) => (globalThis as unknown as Kept).swarm.ping(peer, { count: 3 }),
      second,
    );
    expect(times).toHaveLength(3);
    expect(await introduce(two, node.id, first)).toBe(first); // They are connected.
  });
});

test("[PN12] who is introduced may refuse, and is asked each time", async () => {
  await withPages([{}, {}], async ([one, two], [first, second], node) => {
    // A function does not cross into the page: the second page's swarm is made anew, with one.
    const listening = await node.listen("/ip4/127.0.0.1/tcp/0/ws");
    const script = await importInPage<Package>(two, "/dist/index.js");
    const deciding = await two.evaluate(
      async ({ load, address }) => {
        (globalThis as unknown as Kept).swarm.close();
        const core = await load.load();
        const asked: string[][] = [];
        const swarm = await core.createSwarm({
          onIntroduction: async (...names) => asked.push(names) > 1,
        });
        Object.assign(globalThis, { swarm, asked });
        await swarm.dial(address);
        return swarm.id;
      },
      { load: script, address: listening },
    );
    expect(deciding).not.toBe(second);
    expect(await introduce(one, node.id, deciding)).toMatch(/introduction_failed: .+ does not want to be/);
    expect(await introduce(one, node.id, deciding)).toBe(deciding);
    const asked = await two.evaluate(() => (globalThis as unknown as { asked: string[][] }).asked);
    expect(asked).toEqual(Array(2).fill([first, node.id]));
    const counters = await one.evaluate(() => (globalThis as unknown as Kept).swarm.counters());
    expect(counters.protocols["/introduce/1.0.0"]?.outgoing).toBe(2);
    expect(counters.transports["WebRTC"]?.established).toBe(1);
    expect(counters.droppedDatagrams).toEqual({});
  });
});

test("[PN9] what is in the way of an introduction is said", async () => {
  await withPages([{}, { introductions: false }], async ([one, two], [first, second], node) => {
    expect(await introduce(one, node.id, second)).toMatch(/introduction_failed: .+ does not want to be/);
    expect(await introduce(one, node.id, first)).toMatch(/introduction_failed: .+ nobody is introduced/);
    expect(await introduce(one, second, node.id)).toBe(node.id); // To that one it is connected.
    const refused = two.evaluate(
      ([by, whom]) => (globalThis as unknown as Kept).swarm.introduce(by, whom),
      [node.id, first] as const,
    );
    await expect(refused).rejects.toThrow(/without introductions/);
    await two.evaluate(() => (globalThis as unknown as Kept).swarm.close());
    await expect.poll(() => introduce(one, node.id, second)).toMatch(/connected to both/);
  });
});
