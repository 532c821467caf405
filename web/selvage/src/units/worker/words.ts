// What a unit threw, in words. It may be anything: a proxy that throws when it is looked at, or half a gigabyte of text.
import { limits } from "../unit.js";
import { sliceText, textOf } from "./primordials.js";

const short = (text: unknown): string => sliceText(textOf(text), 0, limits.textLengthMax);

export function wordsOf(thrown: unknown): string {
  try {
    if (typeof thrown !== "object" || thrown === null) return short(thrown) || "It threw an empty text.";
    const { name, message } = thrown as Partial<Error>;
    if (typeof message !== "string") return short(thrown);
    return short(typeof name === "string" && name !== "Error" ? `${short(name)}: ${short(message)}` : message) || "Error";
  } catch {
    return "It threw what cannot be told.";
  }
}
