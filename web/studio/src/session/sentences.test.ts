// Events in the log: whole sentences, with short names, of the right kind.
import { expect, test } from "vitest";
import { entryOf } from "./sentences.js";

const peer = "12D3KooWAbcdefghijkmnopqrstuvwxyz123456789ABCDEFGHiJ";
const told = (event: string, text = "", about: { document?: string } = {}): string | undefined => {
  const entry = entryOf({ event, text, peer, ...about }, 0);
  return entry && `${entry.kind}: ${entry.text}`;
};

test("who came is told by the end of their id", () => {
  expect(told("peer-came", "has a session")).toBe("network: …EFGHiJ is in session.");
  expect(told("connected", `connected with ${peer} over WebRTC`)).toBe("network: Connected with …EFGHiJ over WebRTC.");
  expect(entryOf({ event: "peer-came", text: "", peer }, 0)?.peer).toBe(peer);
});

test("a failed dial says what became of it, and not which number it had", () => {
  expect(told("dial-failed", "dial 7 has failed: no address led to the peer. Check it.")).toBe(
    "problem: No address led to the peer. Check it.",
  );
});

test("an event that is not known yet is a sentence about this page", () => {
  expect(told("novel", "does something new")).toBe("mesh: This page does something new.");
  expect(told("documents-not-kept", "has no room to keep another document")).toBe(
    "problem: This page has no room to keep another document. Another peer has to keep them.",
  );
});

test("what is told otherwise is not told twice", () => {
  for (const event of ["document-changed", "write", "presence", "leader", "own-role"]) expect(told(event)).toBeUndefined();
});
