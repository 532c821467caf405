// A textarea and a followed text, by hand: what goes out, and what the other side sees.
import type { Splice } from "selvage";
import { expect, test } from "vitest";
import { SharedText, type Area } from "./shared_text.js";

interface Scene {
  readonly area: Area;
  readonly text: SharedText;
  readonly sent: Splice[];
  /** As a browser does it. */
  type(words: string, at?: number): void;
  /** As others do it. */
  hear(text: string): void;
}

/** What others write waits while the text is held, as a followed text does it. */
function scene(before: string): Scene {
  const area = {
    value: "",
    selectionStart: 0,
    selectionEnd: 0,
    setSelectionRange: (start: number, end: number) => Object.assign(area, { selectionStart: start, selectionEnd: end }),
  } as Area & { value: string; selectionStart: number; selectionEnd: number };
  const sent: Splice[] = [];
  let waiting: string | undefined;
  const followed = {
    text: before,
    isHeld: false,
    splice: async (position: number, removed: number, inserted: string): Promise<void> => {
      sent.push({ position, removed, inserted });
      const put = (text: string): string => text.slice(0, position) + inserted + text.slice(position + removed);
      followed.text = put(followed.text);
    },
    hold: (isHeld: boolean): void => {
      followed.isHeld = isHeld;
      if (!isHeld && waiting !== undefined) hear(waiting);
    },
  };
  const text = new SharedText(area, followed, () => {});
  const hear = (now: string): void => {
    waiting = now;
    if (followed.isHeld) return;
    followed.text = now;
    text.hear(now);
  };
  const type = (words: string, at = area.selectionEnd): void => {
    area.value = area.value.slice(0, at) + words + area.value.slice(at);
    area.setSelectionRange(at + words.length, at + words.length);
    text.typed();
  };
  hear(before);
  waiting = undefined;
  return { area, text, sent, type, hear };
}

test("[UI3] what is typed goes out as the smallest splice", () => {
  const { area, sent, type } = scene("one three");
  type("two ", 4);
  expect(sent).toEqual([{ position: 4, removed: 0, inserted: "two " }]);
  expect(area.value).toBe("one two three");
});

test("[UI3] what others write comes in, and the caret stays with its words", () => {
  const { area, sent, hear } = scene("world");
  area.setSelectionRange(2, 4);
  hear("hello world");
  expect([area.value, area.selectionStart, area.selectionEnd]).toEqual(["hello world", 8, 10]);
  expect(sent).toEqual([]);
});

test("[UI3] while a character is composed others' words wait, and it goes out where it was composed", () => {
  const { area, text, sent, type, hear } = scene("world");
  text.compose(true);
  type("に", 5);
  hear("hello world");
  expect(area.value).toBe("worldに");
  expect(sent).toEqual([]);
  hear("hello worldに"); // It is in what is told next.
  text.compose(false);
  expect(sent).toEqual([{ position: 5, removed: 0, inserted: "に" }]);
  expect([area.value, area.selectionEnd]).toEqual(["hello worldに", 12]);
});

test("a text that did not change sends nothing", () => {
  const { text, sent } = scene("same");
  text.typed();
  expect(sent).toEqual([]);
});
