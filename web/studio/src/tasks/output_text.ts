// An output as people read it: what it seems to be, and its beginning as JSON, as text, or as bytes.
import { countText } from "../ui/words.js";

export const forms = ["json", "text", "hex"] as const;
export type Form = (typeof forms)[number];
export const formNames: Readonly<Record<Form, string>> = { json: "JSON", text: "Text", hex: "Bytes" };

/** Of characters, and of bytes that are shown as bytes. */
export const previewMax = 4_096;
const hexPreviewMax = 1_024;
const bytesInLine = 16;

export interface Preview {
  readonly text: string;
  /** What is not shown, in words. */
  readonly cut?: string;
}

/** The forms that it can be shown in, the best one first. */
export function formsOf(bytes: Uint8Array): readonly Form[] {
  const text = textOf(bytes);
  if (text === undefined) return ["hex"];
  if (jsonOf(text) !== undefined) return forms;
  return isReadable(text) ? ["text", "hex"] : ["hex", "text"];
}

export function previewOf(bytes: Uint8Array, form: Form): Preview {
  if (form === "hex") return { text: hexOf(bytes.subarray(0, hexPreviewMax)), ...cutOf(bytes.length, hexPreviewMax, "byte") };
  const text = textOf(bytes) ?? "";
  const whole = form === "json" ? (jsonOf(text) ?? text) : text;
  return { text: whole.slice(0, previewMax), ...cutOf(whole.length, previewMax, "character") };
}

const cutOf = (count: number, max: number, one: string): Pick<Preview, "cut"> =>
  count > max ? { cut: `The first ${max.toLocaleString("en")} of ${countText(count, one)}.` } : {};

function textOf(bytes: Uint8Array): string | undefined {
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch {
    return undefined;
  }
}

function jsonOf(text: string): string | undefined {
  try {
    return JSON.stringify(JSON.parse(text), undefined, 2);
  } catch {
    return undefined;
  }
}

// Control characters but tabs and ends of lines are of no text.
const isReadable = (text: string): boolean => !/[\0-\x08\x0b\x0c\x0e-\x1f\x7f]/.test(text);

/** As programs show bytes: where, sixteen of them, and what of them is a letter. */
function hexOf(bytes: Uint8Array): string {
  const lines: string[] = [];
  for (let at = 0; at < bytes.length; at += bytesInLine) {
    const some = Array.from(bytes.subarray(at, at + bytesInLine));
    const numbers = some.map((byte) => byte.toString(16).padStart(2, "0")).join(" ");
    const letters = some.map((byte) => (byte >= 0x20 && byte < 0x7f ? String.fromCharCode(byte) : ".")).join("");
    lines.push(`${at.toString(16).padStart(4, "0")}  ${numbers.padEnd(bytesInLine * 3 - 1)}  ${letters}`);
  }
  return lines.join("\n");
}
