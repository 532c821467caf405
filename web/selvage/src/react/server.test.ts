// What a server does with an app: it imports the package and the hooks, and renders. It runs in a process of its own, in
// which a look at anything of a browser's, or at what a mesh is made of, throws.
import { execFile } from "node:child_process";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { expect, test } from "vitest";

const root = fileURLToPath(new URL("../../../..", import.meta.url));

const program = `
  import { createElement } from "react";
  import { renderToString } from "react-dom/server";

  const browsers = ["window", "self", "document", "location", "history", "navigator", "localStorage", "indexedDB", "caches", "Worker", "SharedWorker"];
  const others = ["fetch", "WebSocket", "BroadcastChannel", "RTCPeerConnection", "WebAssembly"];
  for (const name of [...browsers, ...others])
    Object.defineProperty(globalThis, name, { get() { throw new Error(name + " was looked at"); } });

  await import("selvage");
  const { MeshProvider, useDoc, useMesh, usePeers, useStatus, useValue } = await import("selvage/react");
  function Shown() {
    const document = useDoc("game");
    const seen = { status: useStatus(), mesh: typeof useMesh(), document: typeof document, value: typeof useValue(document, "score"), peers: usePeers() };
    return createElement("pre", { dangerouslySetInnerHTML: { __html: JSON.stringify(seen) } });
  }
  console.log(renderToString(createElement(MeshProvider, null, createElement(Shown))));
`;

test("[RE8] a server renders what there is before a mesh is joined, and touches nothing of a browser", async () => {
  const { stdout } = await promisify(execFile)(process.execPath, ["--input-type=module", "-e", program], { cwd: root });
  const seen: unknown = JSON.parse(stdout.replace(/<\/?pre>/g, ""));
  const nothing = { mesh: "undefined", document: "undefined", value: "undefined", peers: [] };
  expect(seen).toEqual({ status: { state: "connecting" }, ...nothing });
});
