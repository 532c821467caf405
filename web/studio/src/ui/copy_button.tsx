// Copies a text, and says that it did.
import { useStudio } from "../session/use_studio.js";
import { Icon } from "./icons.js";

interface CopyProps {
  readonly text: string;
  readonly what: string;
  readonly isWide?: boolean;
}

export function CopyButton({ text, what, isWide }: CopyProps) {
  const studio = useStudio();
  const copy = async (): Promise<void> => {
    try {
      await navigator.clipboard.writeText(text);
      studio.say(`${what} copied.`);
    } catch {
      studio.say(`The browser does not let this page copy. Select the text and copy it yourself.`);
    }
  };
  return (
    <button type="button" className={isWide ? "" : "quiet square"} aria-label={`Copy ${what}`} onClick={() => void copy()}>
      <Icon name="copy" />
      {isWide && <span>Copy</span>}
    </button>
  );
}
