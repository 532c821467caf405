// @ts-check
// Who names whom: the index of a tree that the search for unused files asks. Built once per run; every
// question is then a look-up. It knows names, not meanings: a file counts as used if a text that could use it
// says its name.
import { folderOf, languageOf, nameOf, resolvePath } from "./paths.mjs";
import { includesOf } from "./rules/includes.mjs";
import { withoutComments } from "./source_text.mjs";

/** @typedef {import('./tree.mjs').Tree} Tree */

const isCMake = (/** @type {string} */ path) => /(?:^|\/)CMakeLists\.txt$|\.cmake$/.test(path);

// What can start a script: build and shell scripts, pages, manifests and settings, and other scripts.
const mayStart = (/** @type {string} */ path) =>
  ["script", "hash"].includes(languageOf(path)) || /(?<!-lock)\.json$|\.html$/.test(path);

/**
 * Headers that are installed are included as their users do: <name/x.h> is some folder's include/name/x.h.
 * @param {Tree} tree
 * @returns {Map<string, string>}
 */
const installedHeaders = (tree) =>
  new Map(
    [...tree.files.keys()].flatMap((path) => {
      const said = /(?:^|\/)include\/(.+\.h)$/.exec(path)?.[1];
      return said ? [[said, path]] : [];
    }),
  );

export class References {
  /** @type {Map<string, Set<string>>} for each header, who includes it */
  #includers = new Map();
  /** @type {Map<string, Set<string>>} for each path, the CMake files that name it */
  #built = new Map();
  /** @type {Map<string, Set<string>>} for each file name, the paths ending in it that a starter says, by starter */
  #started = new Map();
  /** @type {Set<string>} */
  #imported = new Set();
  /** @type {Set<string>} */
  #linked = new Set();
  #code = "";

  /** @param {Tree} tree */
  constructor(tree) {
    const installed = installedHeaders(tree);
    for (const [path, text] of tree.files) {
      const language = languageOf(path);
      const code = withoutComments(path, text);
      if (language === "cpp")
        includesOf(path, text).forEach(({ quoted, target }) => {
          const included = quoted ? target : (installed.get(target) ?? target);
          if (included !== path) add(this.#includers, included, path);
        });
      if (language === "script") this.#addImports(path, code);
      if (path.endsWith(".md")) this.#addLinks(path, code);
      if (isCMake(path)) this.#addSources(path, code);
      if (mayStart(path)) this.#addNames(path, code);
      if (path.endsWith("package.json")) this.#addEntries(path, text);
      if (["cpp", "script", "hash"].includes(language)) this.#code += code;
    }
  }

  /** @param {string} path */
  includersOf = (path) => [...(this.#includers.get(path) ?? [])];

  /** @param {string} path */
  inCMake = (path) => this.#built.has(path) || this.#namedAbove(path);

  /** @param {string} path */
  isImported = (path) => this.#imported.has(path);

  /** @param {string} path */
  isLinked = (path) => this.#linked.has(path);

  /** @param {string} name */
  inCode = (name) => this.#code.includes(name);

  /** @param {string} path */
  isStarted(path) {
    const mentions = [...(this.#started.get(nameOf(path)) ?? [])].map((entry) => entry.split("\n"));
    return mentions.some(
      ([by, said]) => by !== path && (path === said || path.endsWith(`/${said}`)),
    );
  }

  // A bare file name in a CMake file of a folder above: how helpers are told about subfolders' files.
  /** @param {string} path */
  #namedAbove(path) {
    const folders = [...(this.#built.get(nameOf(path)) ?? [])].map(folderOf);
    return folders.some((folder) => folder === "" || path.startsWith(`${folder}/`));
  }

  /**
   * @param {string} path
   * @param {string} code
   */
  #addSources(path, code) {
    for (const [token] of code.matchAll(/[^\s()"';]+\.(?:cpp|cc|c)(?=[\s()"';]|$)/g)) {
      const fromRoot = token.replace(/^\$\{\w+\}\//, "");
      const resolved = resolvePath(folderOf(path), fromRoot);
      for (const named of new Set([token, fromRoot, resolved]))
        if (named) add(this.#built, named, path);
    }
  }

  /**
   * @param {string} path
   * @param {string} code
   */
  #addImports(path, code) {
    for (const [, specifier] of code.matchAll(/["'`](\.{1,2}\/[^"'`\s]*)["'`]/g)) {
      const target = resolvePath(folderOf(path), specifier.replace(/[?#].*$/, ""));
      if (target) candidatesFor(target).forEach((candidate) => this.#imported.add(candidate));
    }
  }

  /**
   * @param {string} path
   * @param {string} code
   */
  #addNames(path, code) {
    for (const [token] of code.matchAll(/[\w@./-]+\.(?:mjs|js|tsx?)(?![\w-])/g)) {
      const said = token.replace(/^(?:\.{0,2}\/)+/, "");
      add(this.#started, nameOf(said), `${path}\n${said}`);
    }
  }

  // A manifest names what is built (dist/x.js, dist/x.d.ts); the source is the same name under src/.
  /**
   * @param {string} path
   * @param {string} text
   */
  #addEntries(path, text) {
    for (const [, entry] of text.matchAll(/"(?:\.\/)?([\w./-]*dist\/[\w./-]+)"/g)) {
      const source = entry.replace(/\bdist\//, "src/").replace(/\.d\.ts$/, ".ts");
      const flat = entry.replace(/\bdist\//, "").replace(/\.d\.ts$/, ".ts");
      for (const target of [source, flat].map((name) => resolvePath(folderOf(path), name)))
        if (target) candidatesFor(target).forEach((candidate) => this.#imported.add(candidate));
    }
  }

  /**
   * @param {string} path
   * @param {string} code
   */
  #addLinks(path, code) {
    for (const match of code.matchAll(/\]\(<?([^)\s>]+)>?[^)]*\)|^\s*\[[^\]]+\]:\s*(\S+)/gm)) {
      const target = resolvePath(folderOf(path), (match[1] ?? match[2]).replace(/#.*$/, ""));
      if (target === undefined || target === path) continue;
      this.#linked.add(target);
      this.#linked.add(`${target}/README.md`);
    }
  }
}

/**
 * The files that an import specifier may mean.
 * @param {string} target
 */
function candidatesFor(target) {
  const stem = target.replace(/\.(?:m?js|tsx?)$/, "");
  const endings = [".mjs", ".js", ".ts", ".tsx", "/index.mjs", "/index.ts", "/index.tsx"];
  return [target, ...endings.map((ending) => stem + ending)];
}

/**
 * @param {Map<string, Set<string>>} map
 * @param {string} key
 * @param {string} value
 */
function add(map, key, value) {
  const values = map.get(key);
  if (values) values.add(value);
  else map.set(key, new Set([value]));
}
