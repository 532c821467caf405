// What dist/disk.js has: the tab's disk, fetched by pages and Workers that keep something.
export { BrowserDisk } from "./browser_disk.js";
export { decodeRequest, encodeAnswer } from "./codec.js";
export { OwnDisk } from "./own_disk.js";
