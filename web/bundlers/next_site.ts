// A project as Next builds and serves it, by its own command: nothing of a user's way is left out.
import { execFile, spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";

const root = fileURLToPath(new URL("../..", import.meta.url));
const program = fileURLToPath(new URL("../../node_modules/next/dist/bin/next", import.meta.url));

/** What a user's shell has: Vitest's own settings would be Next's too. */
const environment = (): NodeJS.ProcessEnv => {
  const { NODE_ENV, NODE_OPTIONS, VITEST, ...rest } = process.env;
  return { ...rest, NEXT_TELEMETRY_DISABLED: "1", SELVAGE_ROOT: root } as NodeJS.ProcessEnv;
};

export interface NextSite {
  readonly address: string;
  close(): Promise<void>;
}

/** Builds with `next build`, with the flags; all that it says. */
export async function buildWithNext(folder: string, ...flags: string[]): Promise<string> {
  const { stdout, stderr } = await promisify(execFile)(process.execPath, [program, "build", ...flags], { cwd: folder, env: environment() });
  return stdout + stderr;
}

/** Serves what was built with `next start`, to this machine alone. */
export async function startNext(folder: string): Promise<NextSite> {
  const next = spawn(process.execPath, [program, "start", "-H", "127.0.0.1", "-p", "0"], {
    cwd: folder,
    env: environment(),
    stdio: ["ignore", "pipe", "inherit"],
  });
  const close = async (): Promise<void> => {
    if (next.exitCode !== null || next.signalCode !== null) return;
    next.kill();
    await once(next, "exit");
  };
  try {
    return { address: await addressOf(next), close };
  } catch (failure) {
    await close();
    throw failure;
  }
}

async function addressOf(next: ChildProcess): Promise<string> {
  const said: string[] = [];
  let address: string | undefined;
  for await (const line of createInterface(next.stdout!)) {
    said.push(line);
    address ??= /Local:\s+(http:\S+)/.exec(line)?.[1];
    if (address !== undefined && line.includes("Ready")) {
      next.stdout!.resume();
      return address;
    }
  }
  throw new Error(`next start has ended:\n${said.join("\n")}`);
}
