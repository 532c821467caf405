// The Studio's state: one mesh that it joins, what is known of it, and the log. React reads `view`, which is replaced
// whenever something in it changed, and never changed itself.
import type { JoinOptions, KeptDocument, Member, MeshEvent, MeshPeer, MeshStatus } from "selvage";
import { LogBook } from "../log/log_book.js";
import { TaskDesk } from "../tasks/task_desk.js";
import type { Way } from "./address.js";
import { Followed } from "./follow.js";
import { Latencies } from "./latencies.js";
import type { MeshLike } from "./mesh_like.js";
import { newsBetween } from "./news.js";
import { problemOf, type Problem } from "./problems.js";
import { entryOf } from "./sentences.js";

export interface View {
  readonly phase: "idle" | "joining" | "joined" | "failed";
  readonly failure?: Problem;
  readonly status?: MeshStatus;
  readonly peers: readonly MeshPeer[];
  readonly members: readonly Member[];
  readonly documents: readonly KeptDocument[];
  /** What went wrong with the network, newest last. */
  readonly networkProblems: readonly NetworkProblem[];
  /** What is to be said to the user now. */
  readonly notices: readonly Notice[];
  /** When joining began, in milliseconds since 1970. */
  readonly began: number;
}
export interface NetworkProblem {
  readonly at: number;
  readonly event: string;
  readonly text: string;
  readonly address?: string;
}
export interface Notice {
  readonly number: number;
  readonly problem?: Problem;
  readonly text?: string;
}

type Join = (options: JoinOptions) => Promise<MeshLike>;

/** What changes often is asked for this often, in milliseconds. */
const refreshPause = 250;
const heartbeat = 2_000;
const problemsMax = 20;
const noticesMax = 4;

const nothing: View = {
  phase: "idle",
  peers: [],
  members: [],
  documents: [],
  networkProblems: [],
  notices: [],
  began: 0,
};

export class Studio {
  readonly log = new LogBook();
  readonly tasks = new TaskDesk(() => this.#mesh);
  readonly #join: Join;
  readonly #listeners = new Set<() => void>();
  #view: View = nothing;
  #mesh: MeshLike | undefined;
  #followed: Followed | undefined;
  #latencies: Latencies | undefined;
  #refreshing: ReturnType<typeof setTimeout> | undefined;
  #lastNotice = 0;
  #hasMetAnotherMesh = false;

  constructor(join: Join) {
    this.#join = join;
  }

  get view(): View {
    return this.#view;
  }
  get mesh(): MeshLike | undefined {
    return this.#mesh;
  }
  subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => void this.#listeners.delete(listener);
  };

  async start(way: Way): Promise<void> {
    this.#show({ phase: "joining", began: Date.now() });
    try {
      const mesh = await this.#join({ ...way, keepsEverything: true });
      this.#mesh = mesh;
      this.#followed = new Followed(mesh, this.log);
      this.#latencies = new Latencies(mesh, () => this.refreshSoon());
      mesh.on("*", (event) => this.#hear(event));
      this.#show({ phase: "joined" });
      this.#beat();
    } catch (failure) {
      this.#show({ phase: "failed", failure: problemOf(failure) });
    }
  }

  /** Something that was asked of the mesh by the user. What it could not do is said; whether it did. */
  async act(what: string, action: (mesh: MeshLike) => Promise<unknown>, document?: string): Promise<boolean> {
    const about = document === undefined ? {} : { document };
    try {
      if (!this.#mesh) throw new Error("The page is in no mesh yet");
      const outcome = await action(this.#mesh);
      this.log.add({ at: Date.now(), kind: "write", text: `${what}${outcomeText(outcome)}`, ...about });
      this.refreshSoon();
      return true;
    } catch (failure) {
      const problem = problemOf(failure);
      this.log.add({ at: Date.now(), kind: "problem", text: `${what}: ${problem.cause} ${problem.remedy}`, ...about });
      this.#notify({ problem });
      return false;
    }
  }

  say(text: string): void {
    this.#notify({ text });
  }
  dismiss(number: number): void {
    this.#show({ notices: this.#view.notices.filter((notice) => notice.number !== number) });
  }

  refreshSoon(): void {
    this.#refreshing ??= setTimeout(() => {
      this.#refreshing = undefined;
      void this.#refresh();
    }, refreshPause);
  }

  async #refresh(): Promise<void> {
    const mesh = this.#mesh;
    if (!mesh) return;
    try {
      const [status, peers, documents] = await Promise.all([mesh.status(), mesh.peers(), mesh.documents()]);
      const members = status.mesh === undefined ? [] : await mesh.members();
      const look = { status, peers: this.#latencies?.addTo(peers) ?? peers, members };
      for (const news of newsBetween(this.#view, look, Date.now())) this.log.add(news);
      this.#show({ ...look, documents });
      this.#followed?.follow(documents.map(({ name }) => name));
    } catch (failure) {
      this.#followed?.end();
      this.#mesh = undefined;
      this.#show({ phase: "failed", failure: problemOf(failure) });
    }
  }

  #beat(): void {
    void this.#refresh().then(() => {
      this.#latencies?.measure(this.#view.peers);
      if (this.#mesh) setTimeout(() => this.#beat(), heartbeat);
    });
  }

  #hear(event: MeshEvent): void {
    const at = Date.now();
    const entry = entryOf(event, at);
    if (entry) this.log.add(entry);
    if (event.event === "two-meshes") this.#tellOfAnotherMesh();
    if (event.event === "dial-failed" || event.event === "rejected" || event.event === "not-let-in") {
      const text = entry?.text ?? event.text;
      const problem = { at, event: event.event, text, ...(event.address && { address: event.address }) };
      this.#show({ networkProblems: [...this.#view.networkProblems, problem].slice(-problemsMax) });
    }
    this.refreshSoon();
  }

  /** It is met again and again. */
  #tellOfAnotherMesh(): void {
    if (this.#hasMetAnotherMesh) return;
    this.#hasMetAnotherMesh = true;
    const cause = `This browser keeps another mesh of the name ${this.#mesh?.name}, and both have members or data: they do not become one.`;
    const remedy = "To be in the other one, open its invite in another browser or profile, or clear this site's data, with what only this browser has.";
    this.#notify({ problem: { cause, remedy } });
  }

  #notify(notice: Omit<Notice, "number">): void {
    const number = ++this.#lastNotice;
    this.#show({ notices: [...this.#view.notices, { ...notice, number }].slice(-noticesMax) });
  }

  #show(change: Partial<View>): void {
    this.#view = { ...this.#view, ...change };
    for (const listener of this.#listeners) listener();
  }
}

function outcomeText(outcome: unknown): string {
  const { sequence, state, have, need } = (outcome ?? {}) as Partial<Record<string, unknown>>;
  if (sequence === undefined) return "";
  const asked = Number(need) > 0 ? `, in ${have} of ${need} journals` : "";
  return ` · write ${sequence}, ${state}${asked}`;
}
