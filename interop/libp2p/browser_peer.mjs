// @ts-check
// A peer that is a page in Chromium, served from loopback: stock js-libp2p, or ours.
import { cp, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";
import { chromium } from "playwright-core";
import { chromiumFlags, chromiumProgram } from "../../web/selvage/testing/chromium_program.mjs";
import { serve } from "../../web/selvage/testing/serve.mjs";
import { Peer } from "./peer.mjs";

const here = (/** @type {string} */ path) => fileURLToPath(new URL(path, import.meta.url));
/** @typedef {"js" | "ours"} Kind of a page */
const pageScripts = { js: here("browser_page.mjs"), ours: here("our_page.mjs") };
const noMunging = "--force-fieldtrials=WebRTC-NoSdpMangleUfrag/Enabled/";
const startMax = 20_000; // Milliseconds.

/** A Chromium and the page's server; each peer is a page in a context of its own. */
export class Browser {
  /**
   * @param {import("playwright-core").Browser} program
   * @param {Awaited<ReturnType<typeof serve>>} server
   * @param {string} folder
   */
  constructor(program, server, folder) {
    this.program = program;
    this.server = server;
    this.folder = folder;
  }

  /**
   * @param {Kind} kind
   * @param {boolean} munging whether pages may change their offers
   */
  static async start(kind, munging) {
    const folder = await mkdtemp(join(tmpdir(), "selvage-interop-"));
    await build({ entryPoints: [pageScripts[kind]], bundle: true, format: "esm", outfile: join(folder, "page.js"), logLevel: "error" });
    const icon = '<link rel="icon" href="data:,">';
    const script = '<script type="module" src="page.js"></script>';
    await writeFile(join(folder, "index.html"), `<!doctype html><meta charset="utf-8">${icon}${script}`);
    if (kind === "ours") await cp(here("../../web/selvage/dist"), join(folder, "dist"), { recursive: true });
    const server = await serve(folder);
    const args = [...chromiumFlags, ...(munging ? [] : [noMunging])];
    const program = await chromium.launch({ executablePath: chromiumProgram(), args });
    return new Browser(program, server, folder);
  }

  /** @param {string} name */
  async openPeer(name) {
    const context = await this.program.newContext();
    const page = await context.newPage();
    const peer = new BrowserPeer(name, page);
    await page.exposeFunction("told", (/** @type {import("./peer.mjs").Event} */ event) => peer.take(event));
    await page.goto(`${this.server.address}/`);
    await page.evaluate("start()");
    await peer.becomeReady(startMax);
    return peer;
  }

  async stop() {
    await this.program.close();
    await this.server.close();
    await rm(this.folder, { recursive: true, force: true });
  }
}

class BrowserPeer extends Peer {
  /**
   * @param {string} name
   * @param {import("playwright-core").Page} page
   */
  constructor(name, page) {
    super(name, (command) => {
      const given = JSON.stringify(command);
      page.evaluate(`void command(${given})`).catch((error) => this.end(`cannot be told: ${error}`));
    });
    this.page = page;
    this.isPage = true;
    /** @type {string[]} */
    this.errors = [];
    page.on("console", (message) => message.type() === "error" && this.errors.push(message.text()));
    page.on("pageerror", (error) => this.errors.push(String(error)));
    page.on("crash", () => this.end("the page crashed"));
  }

  /** @override */
  trouble() {
    return this.errors.length > 0 ? `\n  errors in the page:${this.errors.map((line) => `\n    ${line}`).join("")}` : "";
  }

  /** @override */
  async stop() {
    await this.page.context().close();
    this.end("was closed");
  }
}
