// The page of the React tests: a small app around a mesh, in StrictMode. What the test does and asks it does through `app`.
import { Component, StrictMode, useEffect, useState, type ReactNode } from "react";
import { createRoot } from "react-dom/client";
import { flushSync } from "react-dom";
import { join, type JoinOptions, type Mesh, type MeshError } from "selvage";
import { MeshProvider, useDoc, useMesh, useNotes, usePeers, useStatus, useTask, useValue } from "selvage/react";

interface Settings {
  readonly isShown: boolean;
  readonly name?: string;
  readonly invite?: string;
  readonly path: string;
  /** What the twins of Notes say; there are none without it. */
  readonly says?: string;
  /** What Task runs; there is none without it. */
  readonly script?: string;
}

const meshes: { mesh: Mesh; isClosed: boolean }[] = [];
let joins = 0;
/** What every rendering of the two twins showed, side by side. */
const rendered: string[] = [];

async function countedJoin(how?: JoinOptions): Promise<Mesh> {
  joins++;
  const mesh = await join(how);
  const kept = { mesh, isClosed: false };
  meshes.push(kept);
  const close = mesh.close.bind(mesh);
  mesh.close = () => {
    kept.isClosed = true;
    return close();
  };
  return mesh;
}

function Value({ path, as }: { path: string; as: string }): ReactNode {
  const value = useValue(useDoc("game"), path);
  rendered.push(`${as} ${path} ${JSON.stringify(value)}`);
  return <p className={as}>{`${path} ${JSON.stringify(value)}`}</p>;
}

function Notes({ says, as }: { says: string; as: string }): ReactNode {
  const [notes, say] = useNotes("typing");
  useEffect(() => void say(says), [say, says]);
  return <p className={`notes ${as}`}>{notes ? Object.values(notes).map(String).sort().join(", ") : "unknown"}</p>;
}

function Task({ script }: { script: string }): ReactNode {
  const { state, progress, output, error, run, cancel } = useTask({ script, input: "input" });
  return (
    <p id="task">
      {`${state} ${progress} ${output?.text() ?? "nothing"} ${(error as MeshError | undefined)?.kind ?? "fine"}`} <button onClick={() => run()}>Run</button>
      <button onClick={() => run("other")}>Run another</button> <button onClick={cancel}>Cancel</button>
    </p>
  );
}

function App({ path }: { path: string }): ReactNode {
  const status = useStatus();
  const mesh = useMesh();
  const peers = usePeers();
  if (status.state === "connecting") return <p id="state">connecting</p>;
  if (status.state === "failed")
    return (
      <p id="state">
        failed: {status.error.message} <button onClick={status.retry}>Again</button>
      </p>
    );
  return (
    <>
      <p id="state">joined {mesh?.name}</p>
      <p id="peers">{peers.length}</p>
      <p id="reported">{status.status?.peers}</p>
      <Value path={path} as="one" />
      <Value path={path} as="two" />
    </>
  );
}

class Boundary extends Component<{ children: ReactNode }, { failure?: Error }> {
  override state: { failure?: Error } = {};
  static getDerivedStateFromError(failure: Error): { failure: Error } {
    return { failure };
  }
  override render(): ReactNode {
    return this.state.failure ? <p id="failure">{this.state.failure.name}</p> : this.props.children;
  }
}

let show = (_: Partial<Settings>): void => {};

function Page(): ReactNode {
  const [settings, setSettings] = useState<Settings>({ isShown: false, path: "score" });
  show = (change) => flushSync(() => setSettings((before) => ({ ...before, ...change })));
  const { isShown, path, name, invite, says, script } = settings;
  if (!isShown) return <p id="state">nothing</p>;
  return (
    <MeshProvider join={countedJoin} {...(name !== undefined && { name })} {...(invite !== undefined && { invite })}>
      <Boundary>
        <App path={path} />
        {says !== undefined && ["one", "two"].map((as) => <Notes key={as} says={says} as={as} />)}
        {script !== undefined && <Task script={script} />}
      </Boundary>
    </MeshProvider>
  );
}

export interface TestedApp {
  show(settings: Partial<Settings>): void;
  readonly joins: number;
  readonly open: number;
  readonly rendered: string[];
  readonly mesh: Mesh;
}

const app: TestedApp = {
  show: (settings) => show(settings),
  get joins() {
    return joins;
  },
  get open() {
    return meshes.filter(({ isClosed }) => !isClosed).length;
  },
  rendered,
  get mesh() {
    return meshes.at(-1)!.mesh;
  },
};
Object.assign(globalThis, { app });
createRoot(document.getElementById("root")!).render(
  <StrictMode>
    <Page />
  </StrictMode>,
);
