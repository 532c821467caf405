// A dialog over the page, which keeps the focus and gives it back; Escape closes it. And a question before what cannot be
// undone.
import { useEffect, useId, useRef, type ReactNode } from "react";
import { Icon } from "./icons.js";

interface DialogProps {
  readonly title: string;
  readonly onClose: () => void;
  readonly children: ReactNode;
}

export function Dialog({ title, onClose, children }: DialogProps) {
  const dialog = useRef<HTMLDialogElement>(null);
  const id = useId();
  useEffect(() => {
    dialog.current?.showModal();
    dialog.current?.querySelector<HTMLElement>("[data-first]")?.focus();
  }, []);
  return (
    <dialog ref={dialog} className="dialog" aria-labelledby={id} onClose={onClose}>
      <header>
        <h2 id={id}>{title}</h2>
        <button type="button" className="quiet square" aria-label="Close" onClick={() => dialog.current?.close()}>
          <Icon name="close" />
        </button>
      </header>
      {children}
    </dialog>
  );
}

interface QuestionProps {
  readonly title: string;
  readonly children: ReactNode;
  readonly yes: string;
  readonly isGrave?: boolean;
  readonly onYes: () => void;
  readonly onClose: () => void;
}

export function Question({ title, children, yes, isGrave, onYes, onClose }: QuestionProps) {
  return (
    <Dialog title={title} onClose={onClose}>
      <div className="dialog-text">{children}</div>
      <form
        method="dialog"
        className="buttons"
        onSubmit={() => {
          onYes();
        }}
      >
        <button type="button" onClick={onClose}>
          Cancel
        </button>
        <button type="submit" className={isGrave ? "grave" : "main"} data-first>
          {yes}
        </button>
      </form>
    </Dialog>
  );
}
