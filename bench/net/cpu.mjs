// @ts-check
// What a process has had of the processors, by the system's own count, in nanoseconds: that of /proc/PID/stat counts
// hundredths of a second.
import { readdirSync, readFileSync } from "node:fs";

/**
 * Of all its threads that still run: those of our peers and of Node's last as long as they do.
 * @param {number | undefined} process
 * @returns {number} seconds
 */
export function cpuSeconds(process) {
  const folder = `/proc/${process}/task`;
  const threads = readdirSync(folder).map((thread) => cpuNanoseconds(`${folder}/${thread}/schedstat`));
  return threads.reduce((sum, one) => sum + one, 0) / 1e9;
}

/** @param {string} file */
function cpuNanoseconds(file) {
  try {
    return Number(readFileSync(file, "latin1").split(" ")[0]);
  } catch {
    return 0; // The thread has ended meanwhile.
  }
}
