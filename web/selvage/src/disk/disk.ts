// What dist/disk.js has: the tab's disk, fetched by pages that keep something.
export { BrowserDisk } from "./browser_disk.js";
export { decodeRequest, encodeAnswer } from "./codec.js";
