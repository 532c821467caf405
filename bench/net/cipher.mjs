// @ts-check
// The cipher alone, by OpenSSL's own measure of time: that of the processor. It has nothing to say where there is no
// such program.
import { spawnSync } from "node:child_process";

import { print } from "../frame/measure.mjs";
import { cipher } from "./names.mjs";

// A second is the least that it can be told.
const words = ["speed", "-mr", "-seconds", "1", "-bytes", "16384", "-evp", "chacha20-poly1305"];
const { stdout } = spawnSync("openssl", words, { encoding: "utf8" });
const rate = Number(/^\+F:.*:([0-9.]+)$/m.exec(stdout ?? "")?.[1]);
if (rate > 0) print({ what: cipher, who: "openssl speed", unit: "MiB/s", value: rate / 2 ** 20 });
