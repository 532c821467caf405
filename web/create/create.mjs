#!/usr/bin/env node
// @ts-check
// `npm create selvage my-app`: writes an app that joins a mesh.
import { basename, relative, resolve } from "node:path";
import { createInterface } from "node:readline/promises";
import { parseArgs } from "node:util";
import { createApp, CreateError, templates } from "./src/create.mjs";

const usage = `npm create selvage FOLDER [-- --template NAME]

  FOLDER      where the app is written: a new folder, or an empty one
  --template  ${templates.join(" or ")}; ${templates[0]} unless told
`;

async function main() {
  const { values: options, positionals } = argumentsOf(process.argv.slice(2));
  if (options.help) return void process.stdout.write(usage);
  if (positionals.length > 1) throw new CreateError(`Only one folder can be made, and ${positionals.length} are named.\n\n${usage}`);
  const folder = resolve(positionals[0] ?? (await askForFolder()));
  const files = await createApp(folder, options.template);
  const way = relative(process.cwd(), folder);
  const steps = [...(way === "" ? [] : [`cd ${way}`]), "npm install", "npm run dev"];
  process.stdout.write(`${basename(folder)} is there, in ${files.length} files. Now:\n\n${steps.map((step) => `  ${step}\n`).join("")}`);
}

/** @param {string[]} words */
function argumentsOf(words) {
  try {
    const options = /** @type {const} */ ({ template: { type: "string", default: templates[0] }, help: { type: "boolean", short: "h" } });
    return parseArgs({ args: words, options, allowPositionals: true });
  } catch (failure) {
    throw new CreateError(`${failure instanceof Error ? failure.message : failure}\n\n${usage}`);
  }
}

async function askForFolder() {
  if (!process.stdin.isTTY) throw new CreateError(`Say where the app is to be written.\n\n${usage}`);
  const asking = createInterface({ input: process.stdin, output: process.stdout });
  const answer = await asking.question("Folder of the app (selvage-app): ");
  asking.close();
  return answer.trim() || "selvage-app";
}

main().catch((failure) => {
  process.stderr.write(`${failure instanceof CreateError ? failure.message : failure.stack}\n`);
  process.exitCode = 1;
});
