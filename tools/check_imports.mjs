// Fails if a WebAssembly module imports what was not approved: node tools/check_imports.mjs
// MODULE.wasm LIST
//
// LIST has one import a line, as `module.name kind`; `#` begins a comment. An approved import that
// the module does not use is fine: the linker drops what nothing calls.
import { readFile } from "node:fs/promises";
import { pathToFileURL } from "node:url";

export function parseApproved(text) {
  const lines = text.split("\n").map((line) => line.replace(/#.*/, "").trim());
  return new Set(lines.filter((line) => line !== "").map((line) => line.replace(/\s+/g, " ")));
}

export function unapproved(module, approved) {
  const imports = WebAssembly.Module.imports(module);
  return imports
    .map(({ module: from, name, kind }) => `${from}.${name} ${kind}`)
    .filter((one) => !approved.has(one));
}

export function complaint(extra, moduleFile, listFile) {
  return [
    `${moduleFile} imports what ${listFile} does not approve:`,
    ...extra.map((one) => `  ${one}`),
    "The brain reaches for the world: a clock, a file, chance, or an error that prints.",
    "Take it in as an argument instead. If the body really must provide it, add the line above to",
    "the list, with the reason, and provide it in web/selvage/src.",
  ].join("\n");
}

async function main([moduleFile, listFile]) {
  if (listFile === undefined) {
    console.error("usage: node tools/check_imports.mjs MODULE.wasm LIST");
    return 2;
  }
  const module = await WebAssembly.compile(await readFile(moduleFile));
  const extra = unapproved(module, parseApproved(await readFile(listFile, "utf8")));
  if (extra.length > 0) console.error(complaint(extra, moduleFile, listFile));
  return extra.length > 0 ? 1 : 0;
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? "").href) {
  process.exitCode = await main(process.argv.slice(2));
}
