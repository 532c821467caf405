// A tab that nobody looks at as testers do: Playwright keeps its pages in focus, and what is in focus no browser freezes.
// It is in the browser of all tests, in a context that Playwright does not know, and driven over Chromium's own protocol.
import { chromium, type Browser, type CDPSession } from "playwright-core";
import { inject } from "vitest";
import { until } from "../../selvage/testing/terminal.js";

interface Answer {
  readonly id: number;
  readonly result?: unknown;
  readonly error?: { readonly message: string };
}
interface Evaluated {
  readonly result: { readonly value: unknown };
  readonly exceptionDetails?: { readonly text: string; readonly exception?: { readonly description: string } };
}

export class BareTab {
  readonly #browser: Browser;
  readonly #session: CDPSession;
  readonly #context: string;
  readonly #name: string;
  readonly #waiting = new Map<number, (answer: Answer) => void>();
  #asked = 0;

  private constructor(browser: Browser, session: CDPSession, context: string, name: string) {
    this.#browser = browser;
    this.#session = session;
    this.#context = context;
    this.#name = name;
    session.on("Target.receivedMessageFromTarget", ({ sessionId, message }) => {
      if (sessionId !== name) return;
      const answer = JSON.parse(message) as Answer;
      this.#waiting.get(answer.id)?.(answer);
      this.#waiting.delete(answer.id);
    });
  }

  /** Loaded. */
  static async open(address: string): Promise<BareTab> {
    const browser = await chromium.connect(inject("chromium"));
    const session = await browser.newBrowserCDPSession();
    const { browserContextId } = await session.send("Target.createBrowserContext");
    const { targetId } = await session.send("Target.createTarget", { url: address, browserContextId });
    const { sessionId } = await session.send("Target.attachToTarget", { targetId, flatten: false });
    const tab = new BareTab(browser, session, browserContextId, sessionId);
    const isLoaded = `document.readyState === "complete" && location.href === ${JSON.stringify(address)}`;
    await until(() => tab.evaluate(isLoaded), Boolean);
    return tab;
  }

  async send(method: string, params: object = {}): Promise<unknown> {
    const id = ++this.#asked;
    const answered = new Promise<Answer>((resolve) => this.#waiting.set(id, resolve));
    const message = JSON.stringify({ id, method, params });
    await this.#session.send("Target.sendMessageToTarget", { sessionId: this.#name, message });
    const { result, error } = await answered;
    if (error) throw new Error(`${method}: ${error.message}`);
    return result;
  }

  /** What an expression comes to. */
  async evaluate(expression: string): Promise<unknown> {
    const asked = { expression, awaitPromise: true, returnByValue: true };
    const { result, exceptionDetails } = (await this.send("Runtime.evaluate", asked)) as Evaluated;
    if (exceptionDetails) throw new Error(exceptionDetails.exception?.description ?? exceptionDetails.text);
    return result.value;
  }

  async close(): Promise<void> {
    await this.#session.send("Target.disposeBrowserContext", { browserContextId: this.#context });
    await this.#browser.close();
  }
}
