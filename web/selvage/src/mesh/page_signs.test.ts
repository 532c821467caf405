// What a page tells its node of itself: when it is seen or not, when it will not run, and when the network may be another one.
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import type { PageSign } from "./node.js";
import { followPage } from "./page_signs.js";

class FakePage extends EventTarget {
  hidden = false;
}

let page: FakePage;
let connection: EventTarget;
let held: string[];
let signs: PageSign[];

beforeEach(() => {
  page = new FakePage();
  connection = new EventTarget();
  held = [];
  signs = [];
  const request = async (name: string, use: () => Promise<void>): Promise<void> => {
    held.push(name);
    await use();
    held.splice(held.indexOf(name), 1);
  };
  const target = new EventTarget();
  vi.stubGlobal("document", page);
  vi.stubGlobal("navigator", { locks: { request }, connection });
  for (const name of ["addEventListener", "removeEventListener", "dispatchEvent"] as const)
    vi.stubGlobal(name, target[name].bind(target));
});
afterEach(() => {
  vi.unstubAllGlobals();
});

const follow = (): (() => void) => followPage("12D3", (sign) => void signs.push(sign));
const taken = (): PageSign[] => signs.splice(0);

test("[MP14] a page that is looked at again, or has another network, says so at once", () => {
  follow();
  page.hidden = true;
  page.dispatchEvent(new Event("visibilitychange"));
  expect(taken()).toEqual(["hidden"]);
  page.hidden = false;
  for (const name of ["visibilitychange", "resume"]) {
    page.dispatchEvent(new Event(name));
    expect(taken()).toEqual(["shown", "woken"]);
  }
  dispatchEvent(new Event("online"));
  connection.dispatchEvent(new Event("change"));
  expect(taken()).toEqual(["woken", "woken"]);
  dispatchEvent(new Event("pageshow")); // Out of the browser's memory.
  expect(taken()).toEqual(["shown", "woken"]);
});

test("[MP14] a page that goes or is frozen says so, and one that left follows nothing", () => {
  const end = follow();
  page.dispatchEvent(new Event("freeze"));
  dispatchEvent(new Event("pagehide"));
  expect(taken()).toEqual(["freezing", "freezing"]);
  end();
  page.dispatchEvent(new Event("freeze"));
  page.dispatchEvent(new Event("visibilitychange"));
  dispatchEvent(new Event("online"));
  connection.dispatchEvent(new Event("change"));
  expect(taken()).toEqual([]);
});

test("[TH5] a page holds a lock for its node, and lets it go", async () => {
  const end = follow();
  expect(held).toEqual(["selvage node 12D3"]);
  end();
  await vi.waitFor(() => expect(held).toEqual([]));
});

test("[TH5] a browser without locks, or that forbids them, is no matter", () => {
  vi.stubGlobal("navigator", {});
  follow()();
  vi.stubGlobal("navigator", { locks: { request: () => Promise.reject(new Error("no origin")) } });
  follow()();
  vi.stubGlobal("document", undefined);
  follow()();
});
