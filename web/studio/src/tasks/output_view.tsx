// An output with its size: as JSON, text or bytes, whichever it seems to be, and as the others it can be on demand.
import { useMemo, useState } from "react";
import { sizeText } from "../ui/words.js";
import { formNames, formsOf, previewOf, type Form } from "./output_text.js";

export function OutputView({ bytes }: { readonly bytes: Uint8Array }) {
  const forms = useMemo(() => formsOf(bytes), [bytes]);
  const [chosen, setChosen] = useState<Form>();
  const form = chosen ?? forms[0] ?? "hex";
  const { text, cut } = useMemo(() => previewOf(bytes, form), [bytes, form]);
  return (
    <section className="output" aria-labelledby="output-title">
      <header className="row">
        <h3 id="output-title">Output, {sizeText(bytes.length)}</h3>
        <div className="chips" role="group" aria-label="Shown as">
          {forms.map((one) => (
            <button key={one} type="button" className="chip" aria-pressed={one === form} onClick={() => setChosen(one)}>
              {formNames[one]}
            </button>
          ))}
        </div>
      </header>
      {bytes.length === 0 ? (
        <p className="quiet-text">It is empty.</p>
      ) : (
        <pre className="lines" tabIndex={0} aria-labelledby="output-title">
          {text}
        </pre>
      )}
      {cut !== undefined && <p className="quiet-text">{cut}</p>}
    </section>
  );
}
