// @ts-check
// A browser with a new profile on the disk, as a user has one.
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { chromium } from "playwright-core";

import { chromiumFlags, chromiumProgram } from "../../web/selvage/testing/chromium_program.mjs";

const patience = 30_000;

export class Profile {
  /** @param {import("playwright-core").BrowserContext} context @param {string} folder */
  constructor(context, folder) {
    this.context = context;
    this.folder = folder;
  }

  /** @param {string[]} [flags] */
  static async open(flags = []) {
    const folder = await mkdtemp(join(tmpdir(), "selvage-profile-"));
    const context = await chromium.launchPersistentContext(folder, {
      executablePath: chromiumProgram(),
      args: [...chromiumFlags, ...flags],
    });
    return new Profile(context, folder);
  }

  /**
   * A page that tells by its console what is wanted of it, in a window of its own: the browser makes few frames for tabs that
   * another one covers.
   * @param {string} address
   * @param {string} [instrument] a script that runs first
   */
  async visit(address, instrument) {
    const page = await this.#openWindow();
    const told = listen(page);
    if (instrument) await page.addInitScript(instrument);
    await page.goto(address, { waitUntil: "commit" });
    return { page, told };
  }

  async #openWindow() {
    const [first] = this.context.pages();
    if (!first) throw new Error("the browser has no window");
    const session = await this.context.newCDPSession(first);
    const [page] = await Promise.all([
      this.context.waitForEvent("page"),
      session.send("Target.createTarget", { url: "about:blank", newWindow: true }),
    ]);
    await session.detach();
    return page;
  }

  async close() {
    await this.context.close();
    await rm(this.folder, { recursive: true, force: true });
  }
}

/** What the page writes on its console as an object of JSON, in turn. @param {import("playwright-core").Page} page */
function listen(page) {
  /** @type {any[]} */
  const queue = [];
  /** @type {string[]} */
  const others = [];
  let wake = () => {};
  page.on("console", (message) => {
    if (message.text().startsWith("{")) queue.push(JSON.parse(message.text()));
    else others.push(message.text());
    wake();
  });
  page.on("pageerror", (failure) => others.push(String(failure)));
  return async () => {
    const giveUpAt = performance.now() + patience;
    while (queue.length === 0) {
      const rest = giveUpAt - performance.now();
      if (rest <= 0) throw new Error(`the page ${page.url()} tells nothing: ${others.join("; ")}`);
      await new Promise((resolve) => {
        const timer = setTimeout(resolve, rest);
        wake = () => (clearTimeout(timer), resolve(undefined));
      });
    }
    return queue.shift();
  };
}
