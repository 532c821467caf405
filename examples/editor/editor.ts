// One text for everybody in a mesh: CodeMirror over Yjs over Selvage. The address says which mesh: ?id=Alpha, or #join=….
import { history, historyKeymap } from "@codemirror/commands";
import { EditorState } from "@codemirror/state";
import { EditorView, keymap } from "@codemirror/view";
import { yCollab } from "y-codemirror.next";
// [join]
import { join } from "selvage";
import { MeshProvider } from "selvage/yjs";
import * as Y from "yjs";

const mesh = await join(); // Or join("Alpha"), or join({ invite }).
const ydoc = new Y.Doc();
const provider = new MeshProvider(mesh, "notes", ydoc);
// [/join]

// [status]
provider.on("status", ({ status }) => {
  document.querySelector("#status")!.textContent = status; // connecting, connected, disconnected
});
provider.on("failure", (failure) => console.warn(failure)); // It will be tried again.
await provider.whenSynced;
// [/status]

// [awareness]
provider.awareness.setLocalStateField("user", {
  name: mesh.id.slice(-4),
  color: `hsl(${ydoc.clientID % 360} 70% 40%)`,
});
// [/awareness]

// [bind]
const text = ydoc.getText("text");
new EditorView({
  parent: document.querySelector("#editor")!,
  state: EditorState.create({
    doc: text.toString(),
    extensions: [history(), keymap.of(historyKeymap), EditorView.lineWrapping, yCollab(text, provider.awareness)],
  }),
});
// [/bind]
document.querySelector("#status")!.textContent = provider.status;
