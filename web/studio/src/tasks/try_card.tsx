// A task to try: a script and its input, which whoever works in the mesh runs.
import { useState } from "react";
import { useStudio } from "../session/use_studio.js";
import { example, inputOf } from "./example.js";

export function TryCard() {
  const studio = useStudio();
  const [script, setScript] = useState(example.script);
  const [entry, setEntry] = useState(example.entry);
  const [typed, setTyped] = useState(example.input);
  const [isBusy, setIsBusy] = useState(false);
  const input = inputOf(typed);
  const isReady = script.trim() !== "" && entry.trim() !== "" && input !== undefined && !isBusy;

  const run = async (): Promise<void> => {
    if (!input) return;
    setIsBusy(true);
    const options = { script, entry: entry.trim(), label: `try ${entry.trim()}`, ...input };
    const isAsked = await studio.act(`Task: ${options.label}`, (mesh) => studio.tasks.ask(mesh, options));
    setIsBusy(false);
    if (isAsked) requestAnimationFrame(() => document.getElementById("task-card")?.scrollIntoView({ block: "nearest" }));
  };
  return (
    <section className="card" aria-labelledby="try-title">
      <h2 id="try-title">Try it</h2>
      <p className="quiet-text">
        Whoever works in the mesh runs it: a terminal does by itself, with half of its cores. If nobody can, it waits for an hour.
      </p>
      <form
        className="try-form"
        onKeyDown={(event) => {
          if (event.key === "Enter" && (event.ctrlKey || event.metaKey) && isReady) void run();
        }}
        onSubmit={(event) => {
          event.preventDefault();
          if (isReady) void run();
        }}
      >
        <label>
          Script (JavaScript)
          <textarea id="try-script" rows={9} value={script} onChange={(event) => setScript(event.target.value)} spellCheck={false} autoComplete="off" />
        </label>
        <div className="row">
          <label>
            Entry
            <input value={entry} onChange={(event) => setEntry(event.target.value)} spellCheck={false} autoComplete="off" />
          </label>
          <label>
            Input (JSON)
            <input value={typed} onChange={(event) => setTyped(event.target.value)} spellCheck={false} autoComplete="off" aria-invalid={input === undefined} />
          </label>
          <button type="submit" className="main" disabled={!isReady} title="Run (Ctrl+Enter)">
            Run
          </button>
        </div>
        {input === undefined && (
          <p className="form-problem" role="alert">
            The input is no JSON. Texts stand in quotes; leave it empty for none.
          </p>
        )}
      </form>
    </section>
  );
}
