// What a document and its past have in common: they are looked at, exported and closed.
import { DocumentError } from "./errors.js";
import { DocumentHandle } from "./handle.js";
import { runJob, type JobPlan } from "./jobs.js";
import { nodeOf, type NodeView, type Source } from "./node_view.js";
import {
  requirePath,
  schemaUnder,
  type AnyMapSchema,
  type AsJson,
  type At,
  type PathOf,
  type Schema,
  type Step,
} from "./schema.js";
import type { Pace } from "./slices.js";
import { Version } from "./version.js";
import { makeView, type View } from "./views.js";

/** How often a job is begun again because the document was edited. */
const restartsMax = 16;

export abstract class Readable<S extends AnyMapSchema> {
  /** What is in it, live. */
  readonly root: View<S>;
  readonly schema: S;
  /** @internal */
  protected readonly handle: DocumentHandle;
  /** @internal */
  protected readonly pace: Pace;
  /** @internal */
  protected readonly source: Source;
  readonly #node: NodeView;
  // One job after the other.
  #jobs: Promise<unknown> = Promise.resolve();

  /** @internal */
  constructor(source: Source, schema: S, pace: Pace) {
    this.handle = source.handle;
    this.schema = schema;
    this.pace = pace;
    this.source = source;
    this.#node = makeView(source, schema);
    this.root = this.#node.shown as View<S>;
  }

  /** What is seen at a path of names and positions. */
  at<const Path extends PathOf<S> & readonly Step[]>(...path: Path): View<At<S, Path>> {
    requirePath(this.schema, path);
    let shown: unknown = this.root;
    for (const step of path) {
      const node = nodeOf(shown) as NodeView;
      shown = node.read(schemaUnder(node.schema, step) as Schema, step);
    }
    return shown as View<At<S, Path>>;
  }

  /**
   * Calls `use` with the bytes at a path as they lie in the module's memory, without a copy. They
   * are valid until it returns, and only as long as it does not edit. Undefined if there are none.
   */
  withBytes<const Path extends PathOf<S> & readonly Step[], Result>(
    path: Path,
    use: (bytes: Uint8Array) => Result,
  ): Result | undefined {
    requirePath(this.schema, path);
    const at = this.at as (...path: readonly Step[]) => unknown;
    const place = nodeOf(at.call(this, ...path.slice(0, -1)))?.place();
    const step = path.at(-1);
    if (place === undefined || step === undefined) return undefined;
    return this.handle.withBytesUnder(place, step, use);
  }

  get version(): Version {
    this.source.settle();
    return Version.from(this.handle.version());
  }

  /** For what is small: for JSON.stringify(). Large ones by exportJSON(). */
  toJSON(): AsJson<S> {
    return this.#node.json() as AsJson<S>;
  }

  /** All of it as the text of JSON, however large. */
  async exportJSON(): Promise<string> {
    const decoder = new TextDecoder("utf-8", { ignoreBOM: true });
    let text = "";
    await this.unchanged({
      begin: () => this.handle.calls.job_export(this.handle.live),
      restart: () => {
        decoder.decode();
        text = "";
      },
      take: (output) => {
        text += decoder.decode(output, { stream: true });
      },
    });
    return text;
  }

  /** Gives the memory back. Nothing of it can be used afterwards; what is under way ends first. */
  close(): Promise<void> {
    return this.queue(async () => {
      if (this.handle.isClosed) return;
      const handle = this.handle.end();
      const { instance } = this.handle;
      if (instance.stopped) return;
      // Behind the document's own handle, which is over.
      const work = new DocumentHandle(instance, handle);
      await runJob(work, this.pace, { begin: () => instance.calls.job_close(handle) });
    });
  }

  /** @internal */
  protected queue<Result>(job: () => Promise<Result>): Promise<Result> {
    const result = this.#jobs.then(job);
    this.#jobs = result.catch(() => {});
    return result;
  }
  /** @internal */
  protected run(plan: JobPlan): Promise<number | undefined> {
    return this.queue(() => runJob(this.handle, this.pace, plan));
  }
  /** @internal Of a job during which the document may not change: begun again if it does. */
  protected unchanged(plan: JobPlan & { restart(): void }): Promise<void> {
    return this.queue(async () => {
      for (let times = 0; times <= restartsMax; ++times) {
        plan.restart();
        if ((await runJob(this.handle, this.pace, plan)) !== undefined) return;
      }
      throw new DocumentError("changed_meanwhile", {
        what: `The document was changed ${restartsMax + 1} times while it was written.`,
        remedy: "Try again when it is edited less.",
      });
    });
  }
}

/** A document as it was at a version. */
export class PastDocument<S extends AnyMapSchema> extends Readable<S> {
  /** @internal */
  constructor(handle: DocumentHandle, schema: S, pace: Pace) {
    const source: Source = {
      handle,
      edition: () => 0,
      settle: () => void handle.live,
      make: (...node) => makeView(source, ...node),
      observe: () => () => {}, // Nothing of it changes any more.
    };
    super(source, schema, pace);
  }
}
