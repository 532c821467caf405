// A text that many write at once. What is typed goes out as the smallest splice; what others write comes in around the
// caret, and where they are is shown. Nothing is saved, since nothing is ever unsaved.
import { useEffect, useRef, useState } from "react";
import type { MeshLike } from "../session/mesh_like.js";
import { useStudio } from "../session/use_studio.js";
import { cursorsOf, cursorTopic, movedCursors, type Cursor } from "./cursors.js";
import { OwnCursor } from "./own_cursor.js";
import type { Row } from "./rows.js";
import { SharedText } from "./shared_text.js";
import { TextMirror, WhoElse } from "./text_mirror.js";

interface TextEditorProps {
  readonly mesh: MeshLike;
  readonly document: string;
  readonly row: Row;
  readonly onClose: () => void;
}

export function TextEditor({ mesh, document, row, onClose }: TextEditorProps) {
  const studio = useStudio();
  const area = useRef<HTMLTextAreaElement>(null);
  const [isGone, setIsGone] = useState(false);
  const shared = useRef<SharedText>(undefined);
  const cursor = useRef<OwnCursor>(undefined);
  const mirror = useRef<HTMLDivElement>(null);
  const [shown, setShown] = useState<{ readonly text: string; readonly cursors: readonly Cursor[] }>({ text: "", cursors: [] });
  const show = (text: string, caret?: number): void =>
    setShown((before) => (before.text === text ? before : { text, cursors: movedCursors(before.cursors, before.text, text, caret) }));
  const tellCursor = (): void => {
    if (!area.current) return;
    const { selectionStart, selectionEnd, value } = area.current;
    cursor.current?.at(selectionStart, selectionEnd, value.length);
  };

  useEffect(() => {
    const topic = cursorTopic(document, row.id);
    const own = new OwnCursor(mesh, topic);
    cursor.current = own;
    const hear = (): void => {
      if (window.document.activeElement === area.current) tellCursor();
    };
    window.document.addEventListener("selectionchange", hear);
    const end = mesh.notes(topic, (notes) => setShown(({ text, cursors }) => ({ text, cursors: cursorsOf(notes, mesh.id, cursors) })));
    return () => {
      window.document.removeEventListener("selectionchange", hear);
      end();
      own.end();
    };
  }, [mesh, document, row.id]);

  useEffect(() => {
    const element = area.current;
    if (!element) return;
    const text = mesh
      .doc(document)
      .text(row.path)
      .follow((now) => {
        setIsGone(now === null);
        if (now === null) return;
        own.hear(now);
        show(now);
      });
    // Only failures are worth a word.
    const fail = (failure: unknown): void => void studio.act(`Write into ${row.id}`, () => Promise.reject(failure), document);
    const own = new SharedText(element, text, fail);
    shared.current = own;
    element.focus();
    return () => text.end();
    // The row is made anew at each change of the document; its place is the same while the id is.
  }, [mesh, document, row.id]);

  return (
    <div className="in-place text-editor" style={{ marginInlineStart: `${row.depth * 1.1 + 0.9}rem` }}>
      <div className="text-field">
        <textarea
          ref={area}
          rows={8}
          aria-label={`The text ${row.id}`}
          disabled={isGone}
          onInput={(event) => {
            shared.current?.typed();
            show(event.currentTarget.value, event.currentTarget.selectionEnd);
            tellCursor();
          }}
          onScroll={(event) => {
            if (mirror.current) mirror.current.scrollTop = event.currentTarget.scrollTop;
          }}
          onCompositionStart={() => shared.current?.compose(true)}
          onCompositionEnd={() => shared.current?.compose(false)}
          onKeyDown={(event) => {
            if (event.key === "Escape") onClose();
          }}
        />
        <TextMirror mirror={mirror} text={shown.text} cursors={shown.cursors} />
      </div>
      <div className="row">
        <span className="quiet-text" role="status">
          {isGone ? "The text was removed." : "Everybody sees it as it is typed."}
        </span>
        <WhoElse cursors={shown.cursors} />
        <button type="button" onClick={onClose}>
          Done
        </button>
      </div>
    </div>
  );
}
