// A textarea and a text of the mesh, by hand: what goes out, and what the other side sees.
import { expect, test } from "vitest";
import { SharedText, type Area } from "./shared_text.js";
import type { Splice } from "./splice.js";

interface Scene {
  readonly area: Area;
  readonly text: SharedText;
  readonly sent: Splice[];
  /** As a browser does it. */
  type(words: string, at?: number): void;
  /** As others do it, or as the mesh answers. */
  hear(text: string): void;
}

/** The mesh answers what is sent at once, as the module in a page does. */
function scene(before: string): Scene {
  const area = {
    value: "",
    selectionStart: 0,
    selectionEnd: 0,
    setSelectionRange: (start: number, end: number) => Object.assign(area, { selectionStart: start, selectionEnd: end }),
  } as Area & { value: string; selectionStart: number; selectionEnd: number };
  const sent: Splice[] = [];
  let known = before;
  const text = new SharedText(area, (splice) => {
    sent.push(splice);
    const characters = [...known];
    characters.splice(splice.position, splice.erased, ...splice.inserted);
    hear(characters.join(""));
  });
  const hear = (now: string): void => {
    known = now;
    text.hear(now);
  };
  const type = (words: string, at = area.selectionEnd): void => {
    area.value = area.value.slice(0, at) + words + area.value.slice(at);
    area.setSelectionRange(at + words.length, at + words.length);
    text.typed();
  };
  hear(before);
  return { area, text, sent, type, hear };
}

test("[UI3] what is typed goes out as the smallest splice", () => {
  const { area, sent, type } = scene("one three");
  type("two ", 4);
  expect(sent).toEqual([{ position: 4, erased: 0, inserted: "two " }]);
  expect(area.value).toBe("one two three");
});

test("[UI3] what others write comes in, and the caret stays with its words", () => {
  const { area, sent, hear } = scene("world");
  area.setSelectionRange(2, 4);
  hear("hello world");
  expect([area.value, area.selectionStart, area.selectionEnd]).toEqual(["hello world", 8, 10]);
  expect(sent).toEqual([]);
});

test("[UI3] while a character is composed others' words wait, and both are there afterwards", () => {
  const { area, text, sent, type, hear } = scene("world");
  text.compose(true);
  type("に", 5);
  hear("hello world");
  expect(area.value).toBe("worldに");
  expect(sent).toEqual([]);
  text.compose(false);
  expect(sent).toEqual([{ position: 11, erased: 0, inserted: "に" }]);
  expect([area.value, area.selectionEnd]).toEqual(["hello worldに", 12]);
});

test("a text that did not change sends nothing", () => {
  const { text, sent } = scene("same");
  text.typed();
  expect(sent).toEqual([]);
});
