// A static file server for the tests and for `./dev run`:
//
//   node web/selvage/testing/serve.mjs FOLDER [PATH] [PORT]
//
// prints the address of PATH; without PORT the system chooses one.
// It listens on loopback only, gives each kind of file its type, and no path leads out of the
// folder (a link in it may). serve() returns the address and a close() that leaves no connection
// open.
import { createReadStream } from "node:fs";
import { stat } from "node:fs/promises";
import { createServer } from "node:http";
import { extname, join, normalize, resolve, sep } from "node:path";
import { pathToFileURL } from "node:url";

const types = {
  ".css": "text/css; charset=utf-8",
  ".html": "text/html; charset=utf-8",
  ".ico": "image/x-icon",
  ".js": "text/javascript; charset=utf-8",
  ".json": "application/json",
  ".mjs": "text/javascript; charset=utf-8",
  ".svg": "image/svg+xml",
  ".wasm": "application/wasm",
};

/** The file for a request's path, or undefined if there is none inside the folder. */
async function fileFor(root, url) {
  const path = normalize(decodeURIComponent(new URL(url, "http://localhost").pathname));
  let file = join(root, path);
  if (file !== root && !file.startsWith(root + sep)) return undefined;
  let found = await stat(file).catch(() => undefined);
  if (found?.isDirectory()) {
    file = join(file, "index.html");
    found = await stat(file).catch(() => undefined);
  }
  return found?.isFile() ? { file, size: found.size } : undefined;
}

/**
 * @param {string} folder
 * @param {{ port?: number, types?: Record<string, string>, fallback?: string }} options
 *   `fallback` is the path answered, with status 200, for whatever does not exist.
 */
export async function serve(folder, options = {}) {
  const root = resolve(folder);
  const server = createServer(async (request, response) => {
    let found;
    try {
      found = await fileFor(root, request.url ?? "/");
      if (!found && options.fallback) found = await fileFor(root, options.fallback);
    } catch {
      response.writeHead(400).end(); // A path that cannot be decoded.
      return;
    }
    if (!found) {
      response.writeHead(404, { "content-type": "text/plain" }).end("not found\n");
      return;
    }
    const type = { ...types, ...options.types }[extname(found.file)] ?? "application/octet-stream";
    response.writeHead(200, {
      "content-type": type,
      "content-length": found.size,
      "cache-control": "no-store",
    });
    if (request.method === "HEAD") response.end();
    else createReadStream(found.file).pipe(response);
  });
  await new Promise((listening, failed) => {
    server.once("error", failed);
    server.listen(options.port ?? 0, "127.0.0.1", listening);
  });
  return {
    address: `http://127.0.0.1:${server.address().port}`,
    close: () =>
      new Promise((closed) => {
        server.close(closed);
        server.closeAllConnections();
      }),
  };
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? "").href) {
  const [folder = ".", path = "/", port = "0"] = process.argv.slice(2);
  const { address } = await serve(folder, { port: Number(port) });
  console.log(address + path);
}
