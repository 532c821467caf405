// What is shipped: importing it does nothing, a page's script asks for nothing of Node, and no file
// waits at its top level, which some browsers and frameworks cannot take.
import { execFile } from "node:child_process";
import { readdir, readFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { transform } from "esbuild";
import { describe, expect, test } from "vitest";

const dist = new URL("../dist/", import.meta.url);
const root = fileURLToPath(new URL("../../..", import.meta.url));
const scripts = (await readdir(dist)).filter((name) => name.endsWith(".js"));
const read = (name: string): Promise<string> => readFile(new URL(name, dist), "utf8");

async function inNode(program: string): Promise<string> {
  const { stdout } = await promisify(execFile)(process.execPath, ["-e", program], { cwd: root });
  return stdout.trim();
}

describe.each(scripts)("%s", (name) => {
  test("[WA3] has no top-level await", async () => {
    // esbuild cannot turn a module with one into a classic script.
    const options = { format: "iife", logLevel: "silent" } as const;
    await transform(await read(name), options);
  });

  if (name === "node.js") return;
  test("asks for nothing of Node", async () => {
    expect(await read(name)).not.toMatch(/node:|require\(/);
  });
});

test("[WA3] works in Node without configuration", async () => {
  const program = `import("selvage").then(({ load }) => load()).then((core) =>
    console.log(core.crc32c(Buffer.from("123456789"))))`;
  expect(await inNode(program)).toBe(String(0xe3069283));
});

async function outputOf(script: string): Promise<string> {
  const path = fileURLToPath(new URL(`../testing/${script}`, dist));
  return (await promisify(execFile)(process.execPath, [path])).stdout;
}

test("the README's first document is what both have", async () => {
  expect(await outputOf("first_document.mjs")).toBe("Ben sees 1\nOur Groceries: milk\n");
});

test("the README's first machines say what they should", async () => {
  const stdout = await outputOf("first.mjs");
  expect(stdout.split("\n")[0]).toBe("e3069283");
  expect(stdout.match(/^round trip \d/gm)).toHaveLength(3);
});

test.each(["node.js", "index.js"])("[WA3] importing %s has no side effect", async (name) => {
  const program = `
    import("node:fs/promises").then(async () => { // Node's own loader needs some of these once.
      const names = () => Reflect.ownKeys(globalThis).map(String).join();
      const before = names();
      for (const forbidden of ["fetch", "performance", "crypto", "WebAssembly"])
        Object.defineProperty(globalThis, forbidden, { get() { throw new Error(forbidden); } });
      await import(${JSON.stringify(new URL(name, dist).href)});
      console.log(names() === before); // That the program ends shows that it holds nothing.
    });`;
  expect(await inNode(program)).toBe("true");
});

test("every export of the package is there", async () => {
  const { exports } = JSON.parse(await readFile(new URL("../package.json", dist), "utf8"));
  const files = Object.values(exports).flatMap((target) =>
    typeof target === "string" ? [target] : Object.values(target as Record<string, string>),
  );
  expect(files.length).toBeGreaterThan(3);
  for (const file of files) await readFile(new URL(`../${file}`, dist));
});
