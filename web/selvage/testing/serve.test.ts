// The static server: types, start pages, and paths that try to leave the folder.
import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { serve } from "./serve.mjs";

let folder: string;
let server: Awaited<ReturnType<typeof serve>>;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "selvage-serve-"));
  await mkdir(join(folder, "site"));
  await writeFile(join(folder, "secret.txt"), "secret");
  await writeFile(join(folder, "site/index.html"), "start");
  await writeFile(join(folder, "site/a.wasm"), "module");
  server = await serve(join(folder, "site"));
});
afterAll(async () => {
  await server.close();
  await rm(folder, { recursive: true });
});

const ask = (path: string, options = {}) => fetch(`${server.address}${path}`, options);

test("each kind of file has its type", async () => {
  expect((await ask("/a.wasm")).headers.get("content-type")).toBe("application/wasm");
  expect((await ask("/")).headers.get("content-type")).toContain("text/html");
  expect(await (await ask("/")).text()).toBe("start");
});

test("HEAD has no body", async () => {
  const answer = await ask("/a.wasm", { method: "HEAD" });
  expect(answer.headers.get("content-length")).toBe("6");
  expect(await answer.text()).toBe("");
});

test.each(["/missing", "/..%2fsecret.txt", "/%2e%2e/secret.txt", "/..%5csecret.txt", "/a%00"])(
  "%s is not found",
  async (path) => {
    expect((await ask(path)).status).toBe(404);
  },
);

test("a path that cannot be decoded is the asker's fault", async () => {
  expect((await ask("/%ff")).status).toBe(400);
});

test("a fallback answers for what is missing", async () => {
  const other = await serve(join(folder, "site"), { fallback: "/index.html" });
  expect(await (await fetch(`${other.address}/some/route`)).text()).toBe("start");
  await other.close();
});
