// @ts-check
// Which Chromium is driven, and how: for the browser tests and for the benchmarks.
//
// CHROMIUM names the program if it is not found on PATH as chromium.
import { accessSync, constants } from "node:fs";
import { delimiter, join } from "node:path";

export const chromiumFlags = [
  "--headless",
  "--no-sandbox",
  "--disable-gpu",
  "--disable-quic",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
];

export function chromiumProgram() {
  if (process.env.CHROMIUM) return process.env.CHROMIUM;
  for (const folder of (process.env.PATH ?? "").split(delimiter)) {
    for (const name of ["chromium", "chromium-browser", "google-chrome"]) {
      try {
        accessSync(join(folder, name), constants.X_OK);
        return join(folder, name);
      } catch {
        continue;
      }
    }
  }
  throw new Error("No Chromium on PATH: install it, or set CHROMIUM to its program.");
}
