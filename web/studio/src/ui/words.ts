// Numbers and names as people read them.

/** The end of a peer id, which differs; the beginning is the same for all. */
export function shortId(peer: string): string {
  return peer.length > 12 ? `…${peer.slice(-6)}` : peer;
}

export function latencyText(microseconds: number | undefined): string {
  if (microseconds === undefined) return "";
  const millis = microseconds / 1000;
  return millis < 10 ? `${millis.toFixed(1)} ms` : `${Math.round(millis)} ms`;
}

export function timeText(at: number): string {
  const time = new Date(at);
  const two = (number: number): string => String(number).padStart(2, "0");
  const millis = String(time.getMilliseconds()).padStart(3, "0");
  return `${two(time.getHours())}:${two(time.getMinutes())}:${two(time.getSeconds())}.${millis}`;
}

export function sizeText(bytes: number): string {
  const units = ["B", "kB", "MB", "GB", "TB"];
  let [size, unit] = [bytes, 0];
  for (; size >= 1000 && unit < units.length - 1; unit++) size /= 1000;
  return `${size < 10 && unit > 0 ? size.toFixed(1) : Math.round(size)} ${units[unit]}`;
}

export function roleText(role: string): string {
  return role === "none" ? "Guest" : role.charAt(0).toUpperCase() + role.slice(1);
}

export function countText(count: number, one: string, many = `${one}s`): string {
  return `${count.toLocaleString("en")} ${count === 1 ? one : many}`;
}
