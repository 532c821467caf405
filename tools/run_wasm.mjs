// Runs a test program that was built for WASI: node tools/run_wasm.mjs PROGRAM.wasm [arguments]
//
// It sees the repository at its own path, and nothing else of the disk. A program that imports
// `crypto` gets what a page gets: libsodium through web/selvage/dist/crypto.js. The exit code is
// the program's; a trap prints the stack and is 1.
import { readFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { setFlagsFromString } from "node:v8";
import { WASI } from "node:wasi";

// Node 20's short cut from WebAssembly into its own WASI keeps the address of a memory that has
// since grown, and then ends in a segmentation fault.
setFlagsFromString("--no-turbo-fast-api-calls");

const root = fileURLToPath(new URL("..", import.meta.url)).replace(/\/$/, "");
const [file, ...rest] = process.argv.slice(2);

async function cryptoImports(memory) {
  const dist = new URL("../web/selvage/dist/crypto.js", import.meta.url);
  const { loadCrypto } = await import(dist).catch((cause) => {
    throw new Error("The program needs web/selvage/dist: run `npm run build` first.", { cause });
  });
  return loadCrypto(memory);
}

async function run() {
  const module = await WebAssembly.compile(await readFile(file));
  const wasi = new WASI({
    version: "preview1",
    args: [file, ...rest],
    env: process.env,
    preopens: { [root]: root },
    returnOnExit: true,
  });
  const imports = wasi.getImportObject();
  let instance;
  if (WebAssembly.Module.imports(module).some((wanted) => wanted.module === "crypto")) {
    imports.crypto = await cryptoImports(() => instance.exports.memory.buffer);
  }
  instance = await WebAssembly.instantiate(module, imports);
  return wasi.start(instance);
}

if (file === undefined) {
  console.error("usage: node tools/run_wasm.mjs PROGRAM.wasm [arguments]");
  process.exitCode = 2;
} else {
  try {
    process.exitCode = await run();
  } catch (failure) {
    console.error(failure);
    process.exitCode = 1;
  }
}
