// @ts-check
// Traces as all contestants read them; bench/text/trace.h says how the file is laid out.

/**
 * @typedef {object} Edit
 * @property {number} author
 * @property {number} position in code points
 * @property {number} erased
 * @property {number} positionUnits in UTF-16 units
 * @property {number} erasedUnits
 * @property {number[]} takes the edits of others, by number, that the author hears of before this one
 * @property {string} inserted
 *
 * @typedef {{ authors: number, edits: Edit[], end: string }} Trace
 */

const headWords = 5;
const wordsOfEdit = 7;

/** @param {Trace} trace */
export function writeTrace({ authors, edits, end }) {
  const texts = edits.map(({ inserted }) => Buffer.from(inserted));
  const takes = edits.flatMap((edit) => edit.takes);
  const allTexts = Buffer.concat(texts);
  const endText = Buffer.from(end);
  const words = [authors, edits.length, takes.length, allTexts.length, endText.length];
  for (const [i, edit] of edits.entries()) {
    words.push(edit.author, edit.position, edit.erased, edit.positionUnits, edit.erasedUnits);
    words.push(edit.takes.length, texts[i]?.length ?? 0);
  }
  for (const number of takes) words.push(number);
  return Buffer.concat([Buffer.from(Uint32Array.from(words).buffer), allTexts, endText]);
}

/** @param {Uint8Array} bytes @returns {Trace} */
export function readTrace(bytes) {
  const words = new Uint32Array(bytes.buffer, bytes.byteOffset, Math.floor(bytes.length / 4));
  const [authors = 0, editCount = 0, takeCount = 0, textsSize = 0] = words;
  const takesAt = headWords + editCount * wordsOfEdit;
  const textsAt = (takesAt + takeCount) * 4;
  const texts = textReader(bytes.subarray(textsAt, textsAt + textsSize));
  let takeAt = takesAt;
  const edits = /** @type {Edit[]} */ ([]);
  for (let at = headWords; at < takesAt; at += wordsOfEdit) {
    const word = (/** @type {number} */ place) => words[at + place] ?? 0;
    edits.push({
      author: word(0),
      position: word(1),
      erased: word(2),
      positionUnits: word(3),
      erasedUnits: word(4),
      takes: [...words.subarray(takeAt, (takeAt += word(5)))],
      inserted: texts(word(6)),
    });
  }
  return { authors, edits, end: Buffer.from(bytes.subarray(textsAt + textsSize)).toString() };
}

/** Without the memory that the edits would take. @param {Uint8Array} bytes */
export function readEnd(bytes) {
  const size = new Uint32Array(bytes.buffer, bytes.byteOffset, headWords)[headWords - 1] ?? 0;
  return Buffer.from(bytes.subarray(bytes.length - size)).toString();
}

/** Gives one text after the other. Nearly all are one ASCII letter. @param {Uint8Array} bytes */
function textReader(bytes) {
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length);
  const whole = buffer.toString();
  const take = whole.length === bytes.length ? whole.slice.bind(whole) : buffer.toString.bind(buffer, "utf8");
  let at = 0;
  return (/** @type {number} */ size) => take(at, (at += size));
}
