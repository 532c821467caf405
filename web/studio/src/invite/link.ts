// An invite as a link to this page. The mesh gives it as the text of a QR code, in base32; a link has the same bytes in
// base64url.
const marker = "SELVAGE:";
const digits = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";

/** Nothing if the text is no invite. */
export function linkOf(text: string, page: string): string | undefined {
  if (!text.startsWith(marker)) return undefined;
  const bytes = bytesOf(text.slice(marker.length));
  if (!bytes) return undefined;
  const base64 = btoa(String.fromCharCode(...bytes));
  const address = page.replace(/[?#].*$/s, "");
  return `${address}#join=${base64.replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "")}`;
}

function bytesOf(base32: string): number[] | undefined {
  const bytes: number[] = [];
  let [bits, count] = [0, 0];
  for (const character of base32) {
    const digit = digits.indexOf(character);
    if (digit < 0) return undefined;
    bits = ((bits << 5) | digit) & 0xfff;
    count += 5;
    if (count >= 8) {
      count -= 8;
      bytes.push((bits >> count) & 0xff);
    }
  }
  return bytes;
}
