// A terminal for as long as a test takes.
import { onTestFinished } from "vitest";
import { Terminal } from "./terminal.js";

export async function runTerminal(...flags: string[]): Promise<Terminal> {
  const terminal = await Terminal.run(...flags);
  onTestFinished(() => terminal.close());
  return terminal;
}
