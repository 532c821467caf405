// @ts-check
// Firefox as Debian has it, in a profile of its own that is removed at the end. Nothing of it leaves the machine.
//
// FIREFOX names the program if it is not found on PATH as firefox-esr.
import { spawn } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";

const startMax = 60_000; // Milliseconds.
const stopMax = 5_000;

/** @type {Record<string, string | number | boolean>} */
const preferences = {
  // The peers are on loopback, where a page's ICE looks only if it is told to, and may know all addresses of the
  // machine: if it may use the camera.
  "media.peerconnection.ice.loopback": true,
  "media.peerconnection.ice.force_interface": "lo",
  "permissions.default.camera": 1,
  // What would go elsewhere goes to a proxy that is not there, names that are to be looked up too. What is on
  // loopback never goes through one.
  "network.proxy.type": 1,
  "network.proxy.socks": "127.0.0.1",
  "network.proxy.socks_port": 1,
  "network.proxy.socks_remote_dns": true,
  "network.proxy.allow_bypass": false,
  // No process waits for a page that never comes.
  "dom.ipc.processPrelaunch.enabled": false,
  // What it would look for of its own accord.
  "app.normandy.enabled": false,
  "app.update.disabledForTesting": true,
  "browser.newtabpage.enabled": false,
  "browser.startup.homepage_override.mstone": "ignore",
  "browser.startup.page": 0,
  "datareporting.policy.dataSubmissionEnabled": false,
  "dom.push.connection.enabled": false,
  "extensions.update.enabled": false,
  "media.gmp-manager.updateEnabled": false,
  "network.captive-portal-service.enabled": false,
  "network.connectivity-service.enabled": false,
  "services.settings.server": "data:,",
  "toolkit.telemetry.server": "data:,",
};

export class FirefoxProcess {
  /** Starts it, and waits until it listens. */
  static async start() {
    const started = new FirefoxProcess();
    try {
      await started.listening();
      return started;
    } catch (error) {
      await started.stop();
      throw error;
    }
  }

  constructor() {
    this.address = ""; // Of its WebDriver BiDi.
    this.profile = mkdtempSync(join(tmpdir(), "selvage-firefox-"));
    const lines = Object.entries(preferences).map((one) => `user_pref(${one.map((part) => JSON.stringify(part))});\n`);
    writeFileSync(join(this.profile, "user.js"), lines.join(""));
    const program = process.env["FIREFOX"] ?? "firefox-esr";
    const given = ["--headless", "--no-remote", "--profile", this.profile, "--remote-debugging-port", "0"];
    const env = { ...process.env, HOME: this.profile, MOZ_CRASHREPORTER_DISABLE: "1", MOZ_REMOTE_SETTINGS_DEVTOOLS: "1" };
    this.child = spawn(program, given, { stdio: ["ignore", "ignore", "pipe"], env });
    /** @type {Promise<string>} */
    this.ended = new Promise((resolve) => {
      this.child.on("error", (error) => resolve(`cannot be started: install it, or set FIREFOX to its program (${error.message})`));
      this.child.on("exit", (code, signal) => resolve(`ended with ${code ?? signal}`));
    });
    this.kill = () => {
      this.child.kill("SIGKILL");
      this.clean();
    };
    process.on("exit", this.kill);
  }

  async listening() {
    const lines = createInterface({ input: this.child.stderr });
    const told = new Promise((resolve) => {
      lines.on("line", (line) => {
        const [, address] = /^WebDriver BiDi listening on (\S+)/.exec(line) ?? [];
        if (address) resolve((this.address = address));
      });
    });
    /** @type {NodeJS.Timeout | undefined} */
    let timer;
    const late = new Promise((resolve) => (timer = setTimeout(resolve, startMax, `is silent for ${startMax} ms`)));
    const outcome = await Promise.race([told, this.ended, late]);
    clearTimeout(timer);
    if (!this.address) throw new Error(`Firefox ${outcome}`);
  }

  /** Waits for its end, which it was told to come to, a while. */
  async stop() {
    const timer = setTimeout(() => this.child.kill("SIGKILL"), this.address ? stopMax : 0);
    await this.ended;
    clearTimeout(timer);
    process.off("exit", this.kill);
    this.clean();
  }

  /** Its other processes may write a moment longer than it lives. */
  clean() {
    rmSync(this.profile, { recursive: true, force: true, maxRetries: 10, retryDelay: 50 });
  }
}
