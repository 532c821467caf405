// @ts-check
// Pages in Chromium.
import { chromium } from "playwright-core";
import { chromiumFlags, chromiumProgram } from "../../web/selvage/testing/chromium_program.mjs";

/** @typedef {import("./browser_peer.mjs").Watcher} Watcher */
/** @typedef {import("./browser_peer.mjs").Pages} Pages */

const noMunging = "--force-fieldtrials=WebRTC-NoSdpMangleUfrag/Enabled/";

/** @implements {Pages} */
export class Chromium {
  /** @param {boolean} munging whether pages may change their offers */
  static async start(munging) {
    const args = [...chromiumFlags, ...(munging ? [] : [noMunging])];
    const program = await chromium.launch({ executablePath: chromiumProgram(), args });
    return new Chromium(program, await program.newContext());
  }

  /**
   * @param {import("playwright-core").Browser} program
   * @param {import("playwright-core").BrowserContext} context
   */
  constructor(program, context) {
    this.program = program;
    this.context = context;
  }

  /**
   * @param {string} address
   * @param {Watcher} watcher
   */
  async open(address, watcher) {
    const page = await this.context.newPage();
    page.on("console", (message) => message.type() === "error" && watcher.erred(message.text()));
    page.on("pageerror", (error) => watcher.erred(String(error)));
    page.on("crash", () => watcher.gone());
    await page.exposeFunction("told", (/** @type {import("./peer.mjs").Event} */ event) => watcher.told(event));
    await page.goto(address);
    return {
      run: async (/** @type {string} */ expression) => void (await page.evaluate(expression)),
      close: () => page.close(),
    };
  }

  close() {
    return this.program.close();
  }
}
