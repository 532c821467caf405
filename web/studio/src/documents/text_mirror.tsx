// The carets and selections of others over a textarea, which can show its own alone: the same text, unseen, in the same place.
import { Fragment, type RefObject } from "react";
import { useView } from "../session/use_studio.js";
import { shortId } from "../ui/words.js";
import { colourOf, partsOf, type Cursor } from "./cursors.js";

interface TextMirrorProps {
  readonly mirror: RefObject<HTMLDivElement | null>;
  readonly text: string;
  readonly cursors: readonly Cursor[];
}

export function TextMirror({ mirror, text, cursors }: TextMirrorProps) {
  return (
    <div ref={mirror} className="text-mirror" aria-hidden="true">
      {partsOf(text, cursors).map((part, number) => (
        <Fragment key={number}>
          {"caret" in part ? (
            <span className={`other-caret colour-${colourOf(part.caret)}`}>
              <b>{shortId(part.caret)}</b>
            </span>
          ) : part.by === undefined ? (
            part.text
          ) : (
            <mark className={`colour-${colourOf(part.by)}`}>{part.text}</mark>
          )}
        </Fragment>
      ))}
      {"\n"}
    </div>
  );
}

/** For those who do not see carets, too. */
export function WhoElse({ cursors }: { readonly cursors: readonly Cursor[] }) {
  const nameOf = useNames();
  if (cursors.length === 0) return null;
  return <span className="quiet-text">{`Also here: ${cursors.map(({ peer }) => nameOf(peer)).join(", ")}`}</span>;
}

function useNames(): (peer: string) => string {
  const { peers } = useView();
  return (peer) => {
    const platform = peers.find((one) => one.peer === peer)?.platform;
    return platform ? `${platform} ${shortId(peer)}` : shortId(peer);
  };
}
