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
    return new Chromium(await chromium.launch({ executablePath: chromiumProgram(), args }));
  }

  /** @param {import("playwright-core").Browser} program */
  constructor(program) {
    this.program = program;
  }

  /**
   * @param {string} address
   * @param {Watcher} watcher
   */
  async open(address, watcher) {
    const context = await this.program.newContext();
    const page = await context.newPage();
    page.on("console", (message) => message.type() === "error" && watcher.erred(message.text()));
    page.on("pageerror", (error) => watcher.erred(String(error)));
    page.on("crash", () => watcher.gone());
    await page.exposeFunction("told", (/** @type {import("./peer.mjs").Event} */ event) => watcher.told(event));
    await page.goto(address);
    return {
      run: async (/** @type {string} */ expression) => void (await page.evaluate(expression)),
      close: () => context.close(),
    };
  }

  close() {
    return this.program.close();
  }
}
