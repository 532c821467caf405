// @ts-check
// What the figures were measured on. A figure without its machine is a rumour.
import os from "node:os";

export const machine = () => ({
  cpu: os.cpus()[0]?.model.trim() ?? "unknown",
  cores: os.cpus().length,
  memory_gib: Math.round(os.totalmem() / 2 ** 30),
  system: `${os.type()} ${os.release()} ${os.arch()}`,
  node: process.versions.node,
  load: Number(os.loadavg()[0]?.toFixed(2)),
});
