// The Worker of runInWorker() (disk_page.mjs).
import { runOnDisk } from "./disk_page.mjs";

self.onmessage = async ({ data: { module, opening, args } }) =>
  self.postMessage(await runOnDisk(module, opening, args));
