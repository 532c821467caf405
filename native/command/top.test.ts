// `selvage top` of a real node, where no terminal is.
import { execFile } from "node:child_process";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { expect, test } from "vitest";
import { Terminal, until } from "../../web/selvage/testing/terminal.js";

const program = fileURLToPath(new URL("../../build/release/native/command/selvage", import.meta.url));

test("[CX14] without a terminal it shows once how a node is", async () => {
  const one = await Terminal.run("--id", "Alpha");
  const two = await Terminal.run("--join", await one.invite());
  try {
    await one.ask("set", "game", "a", "1");
    await until(() => one.ask("peers"), (peers) => (peers as unknown[]).length === 1);
    const { stdout } = await promisify(execFile)(program, ["top", "--data", one.data]);
    expect(stdout).toMatch(/^selvage {2}Alpha {2}…\w{8} {2}authority\n\d+ connections, /);
    expect(stdout).toMatch(/\nPEERS {2}1\npeer .+\n…\w{8} .+ ms /);
    expect(stdout).toMatch(/\nDOCUMENTS {2}1\nname .+\ngame /);
    expect(stdout).not.toContain("\x1b");
    const all = (await one.ask("top")) as { status: { name: string }; peers: unknown[]; documents: { name: string }[] };
    expect([all.status.name, all.peers.length, all.documents[0]?.name]).toEqual(["Alpha", 1, "game"]);
  } finally {
    await one.close();
    await two.close();
  }
});
