// A user's project in a temporary folder: the sources of app/, and the package installed as npm
// would install it. A link would not do: bundlers treat a package that is linked in differently
// from one that is installed.
import { cp, mkdir, mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

const here = (path: string): string => fileURLToPath(new URL(path, import.meta.url));

export interface Project {
  readonly root: string;
  remove(): Promise<void>;
}

export function makeProject(): Promise<Project> {
  return makeProjectIn(tmpdir());
}

/** Below build/, for Next and React are too large to copy: they are found further up. */
export async function makeNextProject(): Promise<Project> {
  const folder = here("../../build");
  await mkdir(folder, { recursive: true });
  const project = await makeProjectIn(folder);
  await cp(here("next"), project.root, { recursive: true });
  // Without one it would take that of the whole workspace, with its paths.
  await writeFile(join(project.root, "jsconfig.json"), JSON.stringify({ compilerOptions: {} }));
  return project;
}

async function makeProjectIn(folder: string): Promise<Project> {
  const root = await mkdtemp(join(folder, "selvage-bundlers-"));
  const installed = join(root, "node_modules/selvage");
  await mkdir(installed, { recursive: true });
  await cp(here("app"), root, { recursive: true });
  await cp(here("../selvage/package.json"), join(installed, "package.json"));
  await cp(here("../selvage/dist"), join(installed, "dist"), { recursive: true });
  await writeFile(join(root, "package.json"), JSON.stringify({ private: true, type: "module" }));
  return { root, remove: () => rm(root, { recursive: true, force: true }) };
}

/** Copies app/ with the bare import turned into an address, for a page without a bundler. */
export async function copyForNoBundler(project: Project, to: string): Promise<string> {
  const folder = join(project.root, to);
  await cp(join(project.root, "node_modules/selvage/dist"), join(folder, "selvage"), {
    recursive: true,
  });
  for (const name of await readdir(here("app"))) {
    const source = await readFile(here(`app/${name}`), "utf8");
    await writeFile(
      join(folder, name),
      source.replace('from "selvage"', 'from "./selvage/index.js"').replace('from "selvage/units"', 'from "./selvage/units.js"'),
    );
  }
  return folder;
}
