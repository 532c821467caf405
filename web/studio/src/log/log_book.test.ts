// What the log keeps, and what a filter finds in it.
import { expect, test } from "vitest";
import { LogBook, LogView, type Kind } from "./log_book.js";

const everything = { words: "", kinds: new Set<Kind>() };

function bookOf(count: number, max: number): LogBook {
  const book = new LogBook(max);
  for (let i = 0; i < count; i++)
    book.add({ at: i, kind: i % 2 === 0 ? "write" : "network", text: `entry ${i}`, document: "game" });
  return book;
}

test("the oldest entries go, the numbers of the others stay", () => {
  const book = bookOf(25, 10);
  expect([book.begin, book.end]).toEqual([15, 25]);
  expect(book.at(14)).toBeUndefined();
  expect(book.at(15)?.text).toBe("entry 15");
  expect(book.at(24)?.text).toBe("entry 24");
  expect(book.at(25)).toBeUndefined();
});

test("a view goes on where it was, and forgets what the book forgot", () => {
  const book = bookOf(8, 10);
  const view = new LogView(book, everything);
  expect(view.upTo(book.end)).toHaveLength(8);
  for (let i = 0; i < 5; i++) book.add({ at: 9, kind: "problem", text: "late" });
  expect(view.upTo(book.end)).toEqual([3, 4, 5, 6, 7, 8, 9, 10, 11, 12]);
});

test("a filter finds by words in any order, by document and by kind", () => {
  const book = bookOf(20, 100);
  const find = (words: string, ...kinds: Kind[]): readonly number[] =>
    new LogView(book, { words, kinds: new Set(kinds) }).upTo(book.end);
  expect(find("17 ENTRY")).toEqual([17]);
  expect(find("game")).toHaveLength(20);
  expect(find("nothing")).toEqual([]);
  expect(find("", "write")).toHaveLength(10);
  expect(find("entry 1", "write")).toEqual([10, 12, 14, 16, 18]);
});

test("many entries of one moment are told of once", async () => {
  const book = new LogBook(10);
  let told = 0;
  book.subscribe(() => told++);
  for (let i = 0; i < 1000; i++) book.add({ at: i, kind: "mesh", text: "" });
  await Promise.resolve();
  expect(told).toBe(1);
});
