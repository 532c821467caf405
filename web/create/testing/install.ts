// Runs the program as npm does, and gives an app what npm would install: a copy of the package, and the workspace's own of what
// else it asks for. A link to the package would not do: bundlers treat what is linked differently.
import { execFile } from "node:child_process";
import { cp, mkdir, mkdtemp, readFile, rm, symlink } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const here = (path: string): string => fileURLToPath(new URL(path, import.meta.url));

export interface Outcome {
  readonly status: number;
  readonly out: string;
  readonly failure: string;
}

export function run(program: string, words: readonly string[], folder: string): Promise<Outcome> {
  return new Promise((resolve) => {
    const running = execFile(process.execPath, [program, ...words], { cwd: folder }, (failure, out, error) =>
      resolve({ status: failure ? Number(failure.code) : 0, out, failure: error }),
    );
    running.stdin?.end();
  });
}

export const create = (folder: string, ...words: string[]): Promise<Outcome> => run(here("../create.mjs"), words, folder);

/** A folder for apps, while `use` runs. */
export async function withFolder(use: (folder: string) => Promise<void>): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), "selvage-create-"));
  try {
    await use(folder);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

export interface Manifest {
  readonly name: string;
  readonly dependencies: Record<string, string>;
  readonly devDependencies: Record<string, string>;
}
export const manifestOf = async (app: string): Promise<Manifest> =>
  JSON.parse(await readFile(join(app, "package.json"), "utf8")) as Manifest;

export async function install(app: string): Promise<void> {
  const { dependencies, devDependencies } = await manifestOf(app);
  const modules = join(app, "node_modules");
  await mkdir(join(modules, "selvage"), { recursive: true });
  await cp(here("../../selvage/package.json"), join(modules, "selvage/package.json"));
  await cp(here("../../selvage/dist"), join(modules, "selvage/dist"), { recursive: true });
  for (const name of Object.keys({ ...dependencies, ...devDependencies })) {
    if (name === "selvage") continue;
    await mkdir(dirname(join(modules, name)), { recursive: true });
    await symlink(here(`../../../node_modules/${name}`), join(modules, name), "dir");
  }
}
