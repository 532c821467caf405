// @ts-check
// A peer that is a page in a browser, served from loopback: stock js-libp2p, or ours.
import { rmSync } from "node:fs";
import { cp, mkdtemp, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";
import { serve } from "../../web/selvage/testing/serve.mjs";
import { Chromium } from "./chromium.mjs";
import { Firefox } from "./firefox.mjs";
import { Peer } from "./peer.mjs";

/**
 * What is to know of a page.
 * @typedef {object} Watcher
 * @property {(event: import("./peer.mjs").Event) => void} told by its scripts, which find a told()
 * @property {(error: string) => void} erred
 * @property {() => void} gone it crashed, or was closed
 */

/**
 * @typedef {object} Page
 * @property {(expression: string) => Promise<void>} run until what it promises is there
 * @property {() => Promise<void>} close
 */

/**
 * A browser, whose pages are tabs of one user.
 * @typedef {object} Pages
 * @property {(address: string, watcher: Watcher) => Promise<Page>} open and wait until it is loaded
 * @property {() => Promise<void>} close
 */

const here = (/** @type {string} */ path) => fileURLToPath(new URL(path, import.meta.url));
const startMax = 20_000; // Milliseconds.

export const pageScripts = { js: here("browser_page.mjs"), ours: here("our_page.mjs") };
/** @typedef {keyof typeof pageScripts} Kind of a page */
export const programs = { chromium: Chromium, firefox: Firefox };
/** @typedef {keyof typeof programs} BrowserName */

/** A browser and the page's server; each peer is a page of its own. */
export class Browser {
  /**
   * @param {Pages} pages
   * @param {Awaited<ReturnType<typeof serve>>} server
   */
  constructor(pages, server) {
    this.pages = pages;
    this.server = server;
  }

  /**
   * @param {object} [options]
   * @param {BrowserName} [options.browser]
   * @param {Kind} [options.kind]
   * @param {boolean} [options.munging] whether pages may change their offers
   */
  static async start({ browser = "chromium", kind = "js", munging = true } = {}) {
    const folder = await mkdtemp(join(tmpdir(), "selvage-interop-"));
    process.on("exit", () => rmSync(folder, { recursive: true, force: true })); // However this program ends.
    await build({ entryPoints: [pageScripts[kind]], bundle: true, format: "esm", outfile: join(folder, "page.js"), logLevel: "error" });
    const icon = '<link rel="icon" href="data:,">';
    const script = '<script type="module" src="page.js"></script>';
    await writeFile(join(folder, "index.html"), `<!doctype html><meta charset="utf-8">${icon}${script}`);
    if (kind === "ours") await cp(here("../../web/selvage/dist"), join(folder, "dist"), { recursive: true });
    const server = await serve(folder);
    return new Browser(await programs[browser].start(munging), server);
  }

  /** @param {string} name */
  async openPeer(name) {
    const peer = new BrowserPeer(name);
    await peer.open(this.pages, `${this.server.address}/`);
    return peer;
  }

  async stop() {
    await this.pages.close();
    await this.server.close();
  }
}

class BrowserPeer extends Peer {
  /** @param {string} name */
  constructor(name) {
    super(name, (command) => {
      this.page?.run(`void command(${JSON.stringify(command)})`).catch((error) => this.end(`cannot be told: ${error}`));
    });
    this.isPage = true;
    /** @type {Page | undefined} */
    this.page = undefined;
    /** @type {string[]} */
    this.errors = [];
  }

  /** @param {Pages} pages @param {string} address */
  async open(pages, address) {
    this.page = await pages.open(address, {
      told: (event) => this.take(event),
      erred: (error) => this.errors.push(error),
      gone: () => this.end("the page is gone"),
    });
    await this.page.run("start()");
    await this.becomeReady(startMax);
  }

  /** @override */
  trouble() {
    return this.errors.length > 0 ? `\n  errors in the page:${this.errors.map((line) => `\n    ${line}`).join("")}` : "";
  }

  /** @override */
  async stop() {
    this.end("was closed");
    await this.page?.close();
  }
}
