// Bytes as the lines of the control protocol have them: base64 with padding. Newer browsers do it themselves, and much faster.
interface NewBytes {
  toBase64?(): string;
}
interface NewBytesMaker {
  fromBase64?(text: string): Uint8Array<ArrayBuffer>;
}

/** So many characters can be arguments of one call. */
const sliceSize = 2 ** 15;

export function toBase64(bytes: Uint8Array & NewBytes): string {
  if (bytes.toBase64) return bytes.toBase64();
  let text = "";
  for (let at = 0; at < bytes.length; at += sliceSize) text += String.fromCharCode(...bytes.subarray(at, at + sliceSize));
  return btoa(text);
}

export function fromBase64(text: string): Uint8Array<ArrayBuffer> {
  const maker = Uint8Array as NewBytesMaker;
  if (maker.fromBase64) return maker.fromBase64(text);
  const letters = atob(text);
  const bytes = new Uint8Array(letters.length);
  for (let at = 0; at < bytes.length; at++) bytes[at] = letters.charCodeAt(at);
  return bytes;
}
