// What dist/disk.js has: the tab's disk, fetched by pages and Workers that keep something, and how that goes.
export { BrowserDisk } from "./disk/browser_disk.js";
export { decodeRequest, encodeAnswer } from "./disk/codec.js";
export { OwnDisk } from "./disk/own_disk.js";
export { wipeKept } from "./mesh/wipe.js";
