// What went wrong, as it is shown: what is the matter, and what can be done.
import { MeshError } from "selvage";

export interface Problem {
  readonly cause: string;
  readonly remedy: string;
}

export function problemOf(failure: unknown): Problem {
  if (failure instanceof MeshError) return { cause: sentence(failure.why), remedy: remedyFor(failure) };
  const text = failure instanceof Error ? failure.message : String(failure);
  if (failure instanceof Error && failure.name === "LoadError") {
    const lines = text.split("\n");
    return { cause: lines.slice(0, -1).join(" "), remedy: lines.at(-1) ?? "" };
  }
  return { cause: sentence(text), remedy: "Reload the page. If it happens again, look at the browser's console." };
}

// The remedies of the protocol speak of commands, which a page has other names for.
function remedyFor({ kind, remedy }: MeshError): string {
  switch (kind) {
    case "wrong-type":
      return "Something of another kind is at this place. Remove it first, or choose another name.";
    case "not-found":
      return "It was removed meanwhile, or never was there. Look at what is there now.";
    case "not-allowed":
      return "Ask an Authority of the mesh: the Members panel shows who is one.";
    case "not-ready":
      return "Wait until the mesh is found or founded, or others have shown what was written here before; the Health panel shows how far it is.";
    case "not-durable":
      return "It is kept here and goes on its way. The Mesh panel shows who can be reached.";
    case "storage":
      return "Make room on the disk; the Health panel shows what the browser offers.";
    case "invite":
      return "Ask for another: the Invite panel of a member makes one, and so does `selvage invite`.";
    case "closed":
      return "Reload the page to join again.";
    default:
      return remedy;
  }
}

export function sentence(text: string): string {
  const trimmed = text.trim();
  const whole = trimmed.charAt(0).toUpperCase() + trimmed.slice(1);
  return /[.!?…]$/.test(whole) ? whole : `${whole}.`;
}
