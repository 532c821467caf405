// A page in Firefox, which the tests look into by scripts.
import { Bidi } from "../../../interop/libp2p/bidi.mjs";
import { FirefoxProcess } from "../../../interop/libp2p/firefox_process.mjs";
import { until } from "../../selvage/testing/terminal.js";

export class FirefoxPage {
  readonly #program: FirefoxProcess;
  readonly #bidi: Bidi;
  readonly #context: string;

  private constructor(program: FirefoxProcess, bidi: Bidi, context: string) {
    this.#program = program;
    this.#bidi = bidi;
    this.#context = context;
  }

  /** In a Firefox of its own, loaded. */
  static async open(address: string): Promise<FirefoxPage> {
    const program = await FirefoxProcess.start();
    try {
      const bidi = await Bidi.connect(program.address);
      await bidi.send("session.new", { capabilities: {} });
      const { context } = await bidi.send("browsingContext.create", { type: "tab" });
      await bidi.send("browsingContext.navigate", { context, url: address, wait: "complete" });
      return new FirefoxPage(program, bidi, context);
    } catch (failure) {
      await program.stop();
      throw failure;
    }
  }

  /** What an expression comes to, as JSON carries it. */
  async evaluate<Value>(expression: string): Promise<Value> {
    const asked = {
      expression: `Promise.resolve(${expression}).then((value) => JSON.stringify(value ?? null))`,
      target: { context: this.#context },
      awaitPromise: true,
    };
    const answer = await this.#bidi.send("script.evaluate", asked);
    if (answer["type"] !== "success") throw new Error(answer["exceptionDetails"].text);
    return JSON.parse(answer["result"].value) as Value;
  }

  /** What the selector means, once it is there. */
  async click(selector: string): Promise<void> {
    await until(() => this.evaluate<boolean>(`document.querySelector(${JSON.stringify(selector)}) !== null`), Boolean);
    await this.evaluate(`document.querySelector(${JSON.stringify(selector)}).click()`);
  }

  /** Until it is loaded again. */
  async reload(): Promise<void> {
    await this.#bidi.send("browsingContext.reload", { context: this.#context, wait: "complete" });
  }

  async close(): Promise<void> {
    await this.#bidi.send("browser.close").catch(() => {}); // One that crashed is closed.
    await this.#program.stop();
  }
}
