// @ts-check
// Pages in Firefox, which speaks WebDriver BiDi by itself; what playwright drives is a Firefox of its own.
import { Bidi } from "./bidi.mjs";
import { FirefoxProcess } from "./firefox_process.mjs";

/** @typedef {import("./browser_peer.mjs").Watcher} Watcher */
/** @typedef {import("./browser_peer.mjs").Pages} Pages */
/** @typedef {import("./bidi.mjs").Fields} Fields */

// The page's told() hands texts over.
const makeTold = "(tell) => { globalThis.told = (event) => tell(JSON.stringify(event)); }";

// As it will be in a browser where nobody may change an offer: Firefox has no switch for that yet.
const refuseMunging = `() => {
  const { prototype } = RTCPeerConnection;
  const { createOffer, setLocalDescription } = prototype;
  const offers = new WeakMap();
  prototype.createOffer = async function () {
    const offer = await createOffer.call(this);
    offers.set(this, offer.sdp);
    return offer;
  };
  prototype.setLocalDescription = async function (description) {
    if (description.type === "offer" && description.sdp !== offers.get(this))
      throw new DOMException("the offer was changed", "InvalidModificationError");
    return setLocalDescription.call(this, description);
  };
}`;

/** @implements {Pages} */
export class Firefox {
  /** @param {boolean} munging whether pages may change their offers */
  static async start(munging) {
    const program = await FirefoxProcess.start();
    try {
      const bidi = await Bidi.connect(program.address);
      await bidi.send("session.new", { capabilities: {} });
      const events = ["log.entryAdded", "script.message", "browsingContext.contextDestroyed"];
      await bidi.send("session.subscribe", { events });
      return new Firefox(program, bidi, munging);
    } catch (error) {
      await program.stop();
      throw error;
    }
  }

  /**
   * @param {FirefoxProcess} program
   * @param {Bidi} bidi
   * @param {boolean} munging
   */
  constructor(program, bidi, munging) {
    this.program = program;
    this.bidi = bidi;
    this.munging = munging;
  }

  /**
   * @param {string} address
   * @param {Watcher} watcher
   */
  async open(address, watcher) {
    const { context } = await this.bidi.send("browsingContext.create", { type: "tab" });
    this.bidi.listen((method, params) => {
      if ((params["source"] ?? params)["context"] === context) hear(method, params, watcher);
    });
    const told = [{ type: "channel", value: { channel: "told" } }];
    await this.preload(context, makeTold, told);
    if (!this.munging) await this.preload(context, refuseMunging);
    await this.bidi.send("browsingContext.navigate", { context, url: address, wait: "complete" });
    return {
      run: (/** @type {string} */ expression) => this.run(context, expression),
      close: async () => void (await this.bidi.send("browsingContext.close", { context })),
    };
  }

  /**
   * @param {string} context
   * @param {string} functionDeclaration runs before the page's own scripts
   * @param {Fields[]} [given]
   */
  preload(context, functionDeclaration, given = []) {
    return this.bidi.send("script.addPreloadScript", { functionDeclaration, arguments: given, contexts: [context] });
  }

  /**
   * @param {string} context
   * @param {string} expression
   */
  async run(context, expression) {
    const asked = { expression, target: { context }, awaitPromise: true, resultOwnership: "none" };
    const { type, exceptionDetails } = await this.bidi.send("script.evaluate", asked);
    if (type !== "success") throw new Error(exceptionDetails.text);
  }

  async close() {
    await this.bidi.send("browser.close").catch(() => {}); // One that crashed is closed.
    await this.program.stop();
  }
}

/**
 * @param {string} method
 * @param {Fields} params
 * @param {Watcher} watcher
 */
function hear(method, params, watcher) {
  if (method === "script.message") watcher.told(JSON.parse(params["data"].value));
  if (method === "log.entryAdded" && params["level"] === "error") watcher.erred(params["text"]);
  if (method === "browsingContext.contextDestroyed") watcher.gone();
}
