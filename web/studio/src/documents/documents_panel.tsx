// The documents that are kept here, and the one that is looked at.
import { useEffect, useState } from "react";
import type { KeptDocument } from "selvage";
import { problemOf, type Problem } from "../session/problems.js";
import { useStudio, useView } from "../session/use_studio.js";
import { DocumentTree } from "./document_tree.js";
import type { Json } from "./json.js";

export function DocumentsPanel() {
  const { documents } = useView();
  const [chosen, setChosen] = useState<string>();
  const [opened, setOpened] = useState<readonly string[]>([]);
  const names = [...new Set([...documents.map(({ name }) => name), ...opened])].sort();
  const current = chosen ?? names[0];
  const open = (name: string): void => {
    setOpened([...opened, name]);
    setChosen(name);
  };
  return (
    <div className="documents-panel">
      <section className="card document-list" aria-labelledby="documents-title">
        <h2 id="documents-title">Documents</h2>
        <ul>
          {names.map((name) => (
            <li key={name}>
              <button type="button" className="entry" aria-current={name === current} onClick={() => setChosen(name)}>
                <span>{name}</span>
                <DocumentState document={documents.find((one) => one.name === name)} />
              </button>
            </li>
          ))}
        </ul>
        <OpenForm onOpen={open} />
      </section>
      {current === undefined ? (
        <section className="card">
          <p className="empty">No document yet. Open one by a name: it is made when something is put into it.</p>
        </section>
      ) : (
        <WatchedDocument key={current} name={current} />
      )}
    </div>
  );
}

function DocumentState({ document }: { readonly document: KeptDocument | undefined }) {
  if (!document) return <small>new</small>;
  if (document.peers === 0) return <small>only here</small>;
  return <small>{document.in_step ? `in step with ${document.peers}` : "catching up"}</small>;
}

function OpenForm({ onOpen }: { readonly onOpen: (name: string) => void }) {
  const [name, setName] = useState("");
  return (
    <form
      className="open-form"
      onSubmit={(event) => {
        event.preventDefault();
        if (name.trim() === "") return;
        onOpen(name.trim());
        setName("");
      }}
    >
      <input data-first-field value={name} onChange={(event) => setName(event.target.value)} placeholder="By name" aria-label="Open a document by its name" autoComplete="off" />
      <button type="submit" disabled={name.trim() === ""}>
        Open
      </button>
    </form>
  );
}

function WatchedDocument({ name }: { readonly name: string }) {
  const studio = useStudio();
  const { phase } = useView();
  const [failure, setFailure] = useState<Problem>();
  const [value, setValue] = useState<{ readonly is: Json }>();
  const mesh = studio.mesh;
  useEffect(() => {
    if (!mesh || phase !== "joined") return;
    const show = (is: Json): void => setValue({ is: is ?? {} });
    return mesh.doc(name).watch("", show, (why) => setFailure(problemOf(why)));
  }, [mesh, name, phase]);
  return (
    <section className="card document" aria-labelledby="document-title">
      <h2 id="document-title">{name}</h2>
      {failure && (
        <p role="alert">
          {failure.cause} {failure.remedy}
        </p>
      )}
      {mesh && value ? <DocumentTree mesh={mesh} document={name} value={value.is} /> : !failure && <p role="status">Opening…</p>}
    </section>
  );
}
