// The chat as its users see it: a terminal and a page, with nothing between them.
import { spawn, type ChildProcess } from "node:child_process";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, expect, test } from "vitest";
import { openPage } from "../../web/selvage/testing/pages.js";
import { serve } from "../../web/selvage/testing/serve.mjs";

const root = fileURLToPath(new URL("../..", import.meta.url));
const program = fileURLToPath(new URL("../../build/release/examples/chat/chat", import.meta.url));

let server: Awaited<ReturnType<typeof serve>>;
let terminal: ChildProcess;
const lines: string[] = [];
const waiting: { wanted: string; resolve: (line: string) => void }[] = [];

/** The first line of the terminal that holds the text. */
const lineWith = (wanted: string): Promise<string> =>
  new Promise((resolve) => {
    const found = lines.find((line) => line.includes(wanted));
    if (found === undefined) waiting.push({ wanted, resolve });
    else resolve(found);
  });

beforeAll(async () => {
  server = await serve(root);
  terminal = spawn(program, ["--name", "terminal", "--page", `${server.address}/examples/chat/`]);
  createInterface({ input: terminal.stdout! }).on("line", (line) => {
    lines.push(line);
    for (const { resolve } of waiting.filter(({ wanted }) => line.includes(wanted))) resolve(line);
  });
});
afterAll(async () => {
  terminal.kill();
  await server.close();
});

test("what is said in the terminal is read in the page, and the other way round", async () => {
  const link = (await lineWith("open in a browser: ")).replace("open in a browser: ", "");
  const { page, errors } = await openPage(link);
  const list = page.getByRole("list");
  await list.getByText(/is here, over Web/).waitFor({ timeout: 20_000 });
  // Gossip reaches those of whom one knows that they listen: said again until it does.
  const speaking = setInterval(() => terminal.stdin!.write("good evening\n"), 300);
  await list.getByText("terminal: good evening").first().waitFor({ timeout: 20_000 });
  clearInterval(speaking);
  await page.getByLabel("Name").fill("page");
  await page.getByLabel("Say").fill("and to you");
  await page.keyboard.press("Enter");
  expect(await lineWith("page: and to you")).toBe("page: and to you");
  expect(errors).toEqual([]);
});
