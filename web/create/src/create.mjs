// @ts-check
// Writes an app into a folder that is new or empty: the files of a template, with the app's name in them.
import { mkdir, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

export const templates = ["vanilla", "react"];

/** What the user can do something about. */
export class CreateError extends Error {}

const templatesFolder = fileURLToPath(new URL("../templates", import.meta.url));
const nameSizeMax = 214; // Of a package.
const placeholder = /__NAME__/g;
/** What a folder may hold and still be empty. */
const harmless = new Set([".git", ".DS_Store"]);

/**
 * The paths of what was written. Either all of it is written or nothing is.
 * @param {string} folder
 * @param {string} template
 */
export async function createApp(folder, template) {
  const name = basename(folder);
  checkName(name);
  if (!templates.includes(template)) throw new CreateError(`There is no template ${template}. Choose ${templates.join(" or ")}.`);
  await checkFolder(folder);
  const files = [...(await filesOf("all", name)), ...(await filesOf(template, name))];
  /** @type {string[]} */
  const written = [];
  try {
    for (const { path, text } of files) {
      await mkdir(dirname(join(folder, path)), { recursive: true });
      await writeFile(join(folder, path), text, { flag: "wx" });
      written.push(path);
    }
  } catch (failure) {
    for (const path of written) await rm(join(folder, path), { force: true });
    throw new CreateError(`${folder} cannot be written: ${failure instanceof Error ? failure.message : failure}`);
  }
  return written.sort();
}

/**
 * @param {string} template or what all have
 * @param {string} name of the app
 */
async function filesOf(template, name) {
  const from = join(templatesFolder, template);
  const found = await readdir(from, { recursive: true, withFileTypes: true });
  return Promise.all(
    found.filter((entry) => entry.isFile()).map(async (entry) => {
      const path = join(entry.parentPath, entry.name);
      // npm leaves some names out of packages, or reads them.
      const to = path.slice(from.length + 1).replace(/(^|[/\\])_/, "$1").replace(/^gitignore$/, ".gitignore");
      return { path: to, text: (await readFile(path, "utf8")).replace(placeholder, name) };
    }),
  );
}

/** @param {string} name */
function checkName(name) {
  if (/^[a-z0-9][a-z0-9._-]*$/.test(name) && name.length <= nameSizeMax) return;
  const near = name.toLowerCase().replace(/[^a-z0-9._-]+/g, "-").replace(/^[^a-z0-9]+|-+$/g, "").slice(0, nameSizeMax);
  throw new CreateError(
    `"${name}" cannot be the name of a package: that has lower-case letters, digits, and - . _ behind the first. ` +
      `Name the folder ${near === "" ? "selvage-app" : near}, for instance.`,
  );
}

/** @param {string} folder */
async function checkFolder(folder) {
  /** @type {string[]} */
  let there;
  try {
    there = await readdir(folder);
  } catch (failure) {
    const code = /** @type {NodeJS.ErrnoException} */ (failure).code;
    if (code === "ENOENT") return;
    if (code === "ENOTDIR") throw new CreateError(`${folder} is a file. Choose another folder.`);
    throw new CreateError(`${folder} cannot be read: ${/** @type {Error} */ (failure).message}`);
  }
  const others = there.filter((name) => !harmless.has(name));
  if (others.length === 0) return;
  const shown = others.slice(0, 3).join(", ");
  throw new CreateError(`${folder} is not empty: it has ${shown}${others.length > 3 ? " and more" : ""}. Choose another folder, or empty it.`);
}
