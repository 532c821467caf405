// Meshes in React: `import { MeshProvider, useDoc, useValue } from "selvage/react"`.
//
//   <MeshProvider name="Alpha"><Score /></MeshProvider>
//
//   const score = useValue<number>(useDoc("game"), "score");
import { createContext, useCallback, useContext, useEffect, useMemo, useRef, useState, useSyncExternalStore, type ReactNode } from "react";
import { join as joinMesh } from "../index.js";
import type { JoinOptions } from "../join.js";
import type { Json, MeshDocument } from "../mesh/document.js";
import type { Mesh, MeshPeer, MeshStatus } from "../mesh/mesh.js";
import { pathText, type PathInput } from "../mesh/path.js";
import { askedOf } from "./asked.js";
import type { Followed } from "./followed.js";
import { heardOf, listenTo, say } from "./notes.js";
import { MeshSession, type Stay } from "./session.js";
import type { TaskInput, TaskOptions } from "../tasks/options.js";
import type { TaskHandle } from "../tasks/task_handle.js";
import { idle, TaskRun, type ShownTask } from "./task_run.js";
import { documentOf, readAt, subscribeTo, type Watchable } from "./watches.js";

export interface MeshProviderProps extends JoinOptions {
  /** Joins in the place of the package's join(): with a core of your own, or in a test. */
  readonly join?: (how?: JoinOptions) => Promise<Mesh>;
  readonly children?: ReactNode;
}

/** How it stands with the mesh. */
export type MeshState =
  | Exclude<Stay<Mesh>, { state: "joined" }>
  | {
      readonly state: "joined";
      /** As `mesh.status()` says it; undefined until it has. */
      readonly status: MeshStatus | undefined;
    };

const MeshContext = createContext<MeshSession<Mesh> | undefined>(undefined);

/**
 * Joins a mesh while it is mounted: by `name`, by `invite`, or by what the page's address says. Its children are shown
 * at once; useStatus() tells them how far it is.
 */
export function MeshProvider({ children, join = joinMesh, ...how }: MeshProviderProps): ReactNode {
  const { name, invite, keeps, keepsEverything, thread } = how;
  const session = useMemo(() => {
    const given = Object.entries({ name, invite, keeps, keepsEverything, thread }).filter(([, value]) => value !== undefined);
    return new MeshSession(() => join(given.length === 0 ? undefined : Object.fromEntries(given)));
    // Not `join`: who writes a function there means no other mesh with every rendering.
  }, [name, invite, keeps, keepsEverything, thread]);
  useEffect(() => session.hold(), [session]);
  return <MeshContext.Provider value={session}>{children}</MeshContext.Provider>;
}

/** The mesh, as soon as it is joined. */
export function useMesh(): Mesh | undefined {
  const stay = useStay();
  return stay.state === "joined" ? stay.mesh : undefined;
}

export function useStatus(): MeshState {
  const stay = useStay();
  const status = useFollowed(stay.state === "joined" ? askedOf(stay.mesh).status : undefined);
  return useMemo(() => (stay.state === "joined" ? { state: "joined", status } : stay), [stay, status]);
}

const nobody: readonly MeshPeer[] = [];

/** Who is in session with this page. */
export function usePeers(): readonly MeshPeer[] {
  const mesh = useMesh();
  return useFollowed(mesh && askedOf(mesh).peers) ?? nobody;
}

/** The document of this name, as soon as the mesh is joined: the same object in every component. */
export function useDoc(name: string): MeshDocument | undefined {
  const mesh = useMesh();
  return mesh && documentOf(mesh, name);
}

/**
 * What is at the path: null if nothing is, undefined until that is known. What cannot be watched is thrown, for the
 * nearest error boundary.
 */
export function useValue<Value = Json>(document: Watchable | undefined, path: PathInput = ""): Value | null | undefined {
  const place = pathText(path);
  const subscribe = useCallback(
    (listener: () => void) => (document ? subscribeTo(document, place, listener) : nothing),
    [document, place],
  );
  const seen = useSyncExternalStore(subscribe, () => document && readAt(document, place), unknown);
  if (seen && "failure" in seen) throw seen.failure;
  return seen?.value as Value | null | undefined;
}

/** Says what this page does at the moment; undefined takes it out. While there is no mesh it does nothing. */
export type Say<Value> = (value: Value | undefined) => Promise<void>;

/**
 * What all say about a topic for the moment, by their peer ids, ours too: undefined until it is known. With what says our own, which is
 * taken out when no component uses the topic any more, and another function when there is a mesh: an effect that depends on it says it
 * then. What cannot be known is thrown, for the nearest error boundary.
 */
export function useNotes<Value = Json>(topic: string): [notes: Readonly<Record<string, Value>> | undefined, say: Say<Value>] {
  const mesh = useMesh();
  const subscribe = useCallback((listener: () => void) => (mesh ? listenTo(mesh, topic, listener) : nothing), [mesh, topic]);
  const heard = useSyncExternalStore(subscribe, () => mesh && heardOf(mesh, topic), unknown);
  const sayOwn = useCallback(async (value: Value | undefined) => (mesh ? say(mesh, topic, value as Json | undefined) : undefined), [mesh, topic]);
  if (heard && "failure" in heard) throw heard.failure;
  return [heard?.notes as Readonly<Record<string, Value>> | undefined, sayOwn];
}

export interface UsedTask extends ShownTask {
  /** Asks for it, with this input or that of the options; undefined while there is no mesh. What it did before is cancelled. */
  readonly run: (input?: TaskInput) => TaskHandle | undefined;
  readonly cancel: () => void;
}

/** A task of this component, which begins when it is run. It is cancelled a moment after the component has gone. */
export function useTask(options: TaskOptions): UsedTask {
  const mesh = useMesh();
  const [task] = useState(() => new TaskRun());
  const shown = useSyncExternalStore(task.subscribe, task.read, alwaysIdle);
  const newest = useRef(options);
  useEffect(() => {
    newest.current = options;
  });
  const run = useCallback(
    (input?: TaskInput) => mesh && task.begin(mesh, { ...newest.current, ...(input !== undefined && { input }) } as TaskOptions),
    [mesh, task],
  );
  const cancel = useCallback(() => task.cancel(), [task]);
  return { ...shown, run, cancel };
}

// --- What the hooks share.

const nothing = (): void => {};
const unknown = (): undefined => undefined;
const alwaysIdle = (): ShownTask => idle;
const silent = (): (() => void) => nothing;

function useStay(): Stay<Mesh> {
  const session = useContext(MeshContext);
  if (!session) throw new Error("There is no <MeshProvider> around this component: put one around your app.");
  return useSyncExternalStore(session.subscribe, session.read, session.read);
}

function useFollowed<Value>(followed: Followed<Value> | undefined): Value | undefined {
  return useSyncExternalStore(followed?.subscribe ?? silent, followed?.read ?? unknown, unknown);
}
