// A Mesh whose page goes and comes back, over a node that is made up.
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { Mesh } from "./mesh.js";
import type { MeshNode, NodeUser, PageSign } from "./node.js";

let user: NodeUser;
let asked: unknown[];

const node: MeshNode = {
  id: "12D3",
  name: "Alpha",
  thread: "here",
  slot: undefined,
  send(line) {
    const { id, ...request } = JSON.parse(new TextDecoder().decode(line)) as { id: number; do: string; topic: string; value: unknown };
    if (request.do !== "note") return;
    asked.push([request.topic, request.value]);
    const isRefused = JSON.stringify(request.value) === '"refused"';
    const answer = isRefused ? { error: "bad-request", cause: "It is too large", remedy: "Say less." } : { ok: {} };
    user.lines(`${JSON.stringify({ id, ...answer })}\n`);
  },
  ping: () => Promise.resolve(0),
  tell: (sign: PageSign) => void asked.push(sign),
  close: () => Promise.resolve(),
};
const taken = (): unknown[] => asked.splice(0);

beforeEach(() => {
  asked = [];
  const target = new EventTarget();
  vi.stubGlobal("document", Object.assign(new EventTarget(), { hidden: false }));
  vi.stubGlobal("navigator", {});
  for (const name of ["addEventListener", "removeEventListener", "dispatchEvent"] as const)
    vi.stubGlobal(name, target[name].bind(target));
});
afterEach(() => void vi.unstubAllGlobals());

function open(): Mesh {
  return new Mesh((one) => {
    user = one;
    return node;
  });
}

test("[MP17] a page that is left takes its notes out, and says them again when it is looked at once more", async () => {
  const mesh = open();
  for (const [topic, value] of [["cursor", 1], ["cursor", 2], ["typing", true], ["typing", undefined], ["null", 1], ["null", null]] as const)
    await mesh.note(topic, value);
  await mesh.note("name", "Ann");
  await expect(mesh.note("name", "refused")).rejects.toThrow("too large");
  taken();
  dispatchEvent(new Event("pageshow")); // The first, of every page.
  expect(taken()).toEqual(["shown", "woken"]);
  dispatchEvent(new Event("pagehide"));
  expect(taken()).toEqual([["cursor", null], ["name", null], "freezing"]);
  dispatchEvent(new Event("pageshow"));
  expect(taken()).toEqual(["shown", "woken", ["cursor", 2], ["name", "Ann"]]);
  dispatchEvent(new Event("online"));
  expect(taken()).toEqual(["woken"]);
  await mesh.close();
  dispatchEvent(new Event("pagehide"));
  expect(taken()).toEqual([]);
});
