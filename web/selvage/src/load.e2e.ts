// Loading in a page: servers that hide the module, answer something else in its place or name it
// wrongly, a page that forbids WebAssembly, and a classic Worker.
import { rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { Page } from "playwright-core";
import { expect, test } from "vitest";
import { importInPage, openPage } from "../testing/pages.js";
import { withSite } from "../testing/site.js";

const removeModule = (folder: string): Promise<void> => rm(join(folder, "dist/selvage.wasm"));

/** Where the core came from, or why it did not come. */
async function loadIn(page: Page): Promise<string> {
  const script = await importInPage<typeof import("./index.js")>(page, "/dist/index.js");
  return page.evaluate(async ({ load }) => {
    try {
      const core = await load();
      return core.crc32c(new TextEncoder().encode("123456789")) === 0xe3069283
        ? core.loadedFrom
        : "a core that cannot count";
    } catch (failure) {
      return String(failure);
    }
  }, script);
}

test("a server that names the module's type wrongly costs nothing", async () => {
  const types = { ".wasm": "application/octet-stream" };
  await withSite({ serve: { types } }, async (address) => {
    const { page, errors, requests } = await openPage(address);
    expect(await loadIn(page)).toBe("selvage.wasm beside the script");
    expect(errors).toEqual([]);
    expect(requests.filter((path) => /wasm|inline/.test(path))).toEqual(["/dist/selvage.wasm"]);
  });
});

test("a server that does not have the module", async () => {
  await withSite({ spoil: removeModule }, async (address) => {
    const { page, errors } = await openPage(address);
    expect(await loadIn(page)).toBe("the copy inside the package");
    expect(errors).toEqual(["404 /dist/selvage.wasm"]);
  });
});

test("a server that answers its start page for whatever it does not have", async () => {
  const options = { spoil: removeModule, serve: { fallback: "/index.html" } };
  await withSite(options, async (address) => {
    const { page, errors } = await openPage(address);
    expect(await loadIn(page)).toBe("the copy inside the package");
    expect(errors).toEqual([]);
  });
});

test("a start page that is even called WebAssembly", async () => {
  const spoil = (folder: string): Promise<void> =>
    writeFile(join(folder, "dist/selvage.wasm"), "<!doctype html><p>Hello</p>");
  await withSite({ spoil }, async (address) => {
    const { page, errors } = await openPage(address);
    expect(await loadIn(page)).toBe("the copy inside the package");
    expect(errors).toEqual([]);
  });
});

test("a page that forbids WebAssembly is told what to allow", async () => {
  const head = `<meta http-equiv="Content-Security-Policy" content="script-src 'self'">`;
  await withSite({ head }, async (address) => {
    const { page } = await openPage(address);
    expect(await loadIn(page)).toMatch(/^LoadError: [^]*add 'wasm-unsafe-eval' to script-src/);
  });
});

test("when nothing works, the failure names every attempt", async () => {
  const spoil = async (folder: string): Promise<void> => {
    await removeModule(folder);
    await rm(join(folder, "dist/inline.js"));
  };
  await withSite({ spoil }, async (address) => {
    const { page } = await openPage(address);
    const failure = await loadIn(page);
    expect(failure).toMatch(/selvage\.wasm beside the script: .*answered 404/);
    expect(failure).toMatch(/the copy inside the package: .*inline\.js/);
    expect(failure).toContain("load({ wasm:");
  });
});

test("a classic Worker can import the package", async () => {
  await withSite({}, async (address) => {
    const { page, errors } = await openPage(address);
    const answer = await page.evaluate(async () => {
      const source = `import("${location.origin}/dist/index.js")
        .then(({ load }) => load()).then((core) => postMessage(core.loadedFrom));`;
      const worker = new Worker(URL.createObjectURL(new Blob([source])));
      return new Promise<unknown>((resolve) => {
        worker.onmessage = ({ data }) => resolve(data);
      });
    });
    expect(answer).toBe("selvage.wasm beside the script");
    expect(errors).toEqual([]);
  });
});
