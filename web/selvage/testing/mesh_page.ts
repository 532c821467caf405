// Pages of the tests that are peers: each has its mesh as `globalThis.mesh`, and is asked by its own API.
import type { Page } from "playwright-core";
import type { JoinOptions } from "../src/join.js";
import type { Json } from "../src/mesh/document.js";
import type { Mesh, MeshStatus } from "../src/mesh/mesh.js";
import { importInPage } from "./pages.js";

export type Package = typeof import("../src/index.js");
export interface Kept {
  mesh: Mesh;
}

/** The page's peer id. */
export async function joinIn(page: Page, how: JoinOptions): Promise<string> {
  const script = await importInPage<Package>(page, "/dist/index.js");
  return page.evaluate(
    async ([{ join }, options]) => {
      const mesh = await join(options);
      (globalThis as unknown as Kept).mesh = mesh;
      return mesh.id;
    },
    [script, how] as const,
  );
}

export const read = (page: Page, document: string, path = ""): Promise<Json> =>
  page.evaluate(
    ([name, place]) => (globalThis as unknown as Kept).mesh.doc(name).get(place),
    [document, path] as const,
  );

export const write = (page: Page, document: string, path: string, value: number | string): Promise<unknown> =>
  page.evaluate(
    ([name, place, is]) => (globalThis as unknown as Kept).mesh.doc(name).set(place, is),
    [document, path, value] as const,
  );

/** The page and its peers, as its node sees them. */
export const status = (page: Page): Promise<MeshStatus> =>
  page.evaluate(() => (globalThis as unknown as Kept).mesh.status());

export const inSession = async (page: Page): Promise<boolean> => (await status(page)).peers > 0;
