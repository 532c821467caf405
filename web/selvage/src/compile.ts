// Finds and compiles the WebAssembly module.
//
// A place is one way to get it. They are tried in order, and the first module that compiles and is
// this version's is kept, so a page compiles once however many cores it loads. Nothing here runs
// before it is called: a server may import the package and never load it.
import { liveCrypto } from "./crypto_imports.js";
import { LoadError, type LoadAttempt } from "./errors.js";
import { moduleExports } from "./module_export_names.js";

export interface Place {
  readonly name: string;
  compile(): Promise<WebAssembly.Module>;
}

/**
 * Where the module comes from, if not from beside the script: an address, its bytes, or compiled
 * already.
 */
export type WasmSource = string | URL | Response | ArrayBuffer | Uint8Array | WebAssembly.Module;

export interface Compiled {
  readonly module: WebAssembly.Module;
  /** The name of the place, for diagnostics. */
  readonly from: string;
}

let kept: Promise<Compiled> | undefined;

export function compileOnce(places: readonly Place[]): Promise<Compiled> {
  kept ??= compileFirst(places).catch((failure: unknown) => {
    kept = undefined; // A network may come back.
    throw failure;
  });
  return kept;
}

export async function compileFirst(places: readonly Place[]): Promise<Compiled> {
  const attempts: LoadAttempt[] = [];
  for (const place of places) {
    try {
      const module = await place.compile();
      requireOurs(module);
      return { module, from: place.name };
    } catch (failure) {
      attempts.push({ from: place.name, failure });
    }
  }
  throw new LoadError(attempts);
}

/** Another version of the module, left behind by a deployment, compiles too. */
function requireOurs(module: WebAssembly.Module): void {
  const exported = WebAssembly.Module.exports(module).map(({ kind, name }) => `${kind} ${name}`);
  const missing = moduleExports.find((wanted) => !exported.includes(wanted));
  const given = Object.keys(liveCrypto().imports).map((name) => `function crypto.${name}`);
  const unknown = WebAssembly.Module.imports(module)
    .map(({ kind, module: from, name }) => `${kind} ${from}.${name}`)
    .find((wanted) => !given.includes(wanted));
  if (missing === undefined && unknown === undefined) return;
  throw new Error(
    "it is WebAssembly, but not the module of this version of the package: " +
      (missing === undefined ? `it asks for the ${unknown}` : `it has no ${missing}`),
  );
}

export async function compileSource(source: WasmSource): Promise<Compiled> {
  if (source instanceof WebAssembly.Module)
    return compileFirst([{ name: "the module given", compile: async () => source }]);
  const isAddress = typeof source === "string" || source instanceof URL;
  const name = isAddress ? String(source) : "the bytes given";
  const compile = async (): Promise<WebAssembly.Module> => {
    if (isAddress) return compileResponse(await fetch(source));
    return source instanceof Response ? compileResponse(source) : compileBytes(source);
  };
  return compileFirst([{ name, compile }]);
}

/**
 * Takes what servers get wrong: another type for a .wasm file, and a page with status 200 in its
 * place.
 */
export async function compileResponse(response: Response): Promise<WebAssembly.Module> {
  if (!response.ok) throw new Error(`${response.url} answered ${response.status}`);
  const type = response.headers.get("content-type") ?? "";
  if (type.split(";")[0]?.trim() === "application/wasm")
    return WebAssembly.compileStreaming(response);
  return compileBytes(await response.arrayBuffer(), `${response.url} (${type || "no type"})`);
}

export async function compileBytes(
  source: ArrayBuffer | Uint8Array,
  name = "the bytes given",
): Promise<WebAssembly.Module> {
  const bytes = source instanceof Uint8Array ? source : new Uint8Array(source);
  const magic = [0x00, 0x61, 0x73, 0x6d];
  if (!magic.every((byte, index) => bytes[index] === byte))
    throw new Error(`${name}: not WebAssembly`);
  return WebAssembly.compile(bytes as Uint8Array<ArrayBuffer>);
}

/**
 * The copy that travels as a script: for bundlers that leave files behind, and servers that hide
 * them.
 */
export const inlinePlace: Place = {
  name: "the copy inside the package",
  async compile() {
    const { base64 } = await import("./inline.js");
    return compileBytes(Uint8Array.from(atob(base64), (character) => character.charCodeAt(0)));
  },
};
