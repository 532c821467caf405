// Places of peers: apart from one another, and kept.
import { expect, test } from "vitest";
import { placeOf, Places, placesMax, reachOf } from "./layout.js";

const names = (count: number): string[] => Array.from({ length: count }, (_, i) => `peer ${i}`);

test("any number of peers stand apart, the first far apart", () => {
  const places = Array.from({ length: placesMax }, (_, number) => placeOf(number));
  const nearest = (count: number): number => {
    let least = Infinity;
    for (let a = 0; a < count; a++)
      for (let b = 0; b < a; b++) {
        const [one, other] = [places[a], places[b]];
        if (one && other) least = Math.min(least, Math.hypot(one.x - other.x, one.y - other.y));
      }
    return least;
  };
  expect(nearest(2)).toBeGreaterThan(250);
  expect(nearest(8)).toBeGreaterThan(90);
  expect(nearest(200)).toBeGreaterThan(26);
  expect(nearest(placesMax)).toBeGreaterThan(25);
});

test("nobody moves when others come and go, and newcomers fill the gaps", () => {
  const places = new Places();
  const first = new Map(places.keep(names(20)));
  const rest = names(20).filter((_, i) => i !== 3);
  const second = new Map(places.keep(rest));
  for (const peer of rest) expect(second.get(peer)).toBe(first.get(peer));
  expect(places.keep([...rest, "new"]).get("new")).toBe(3);
});

test("more peers than places have none, and nothing breaks", () => {
  const places = new Places().keep(names(placesMax + 10));
  expect(places.size).toBe(placesMax);
});

test("what is drawn holds all of them", () => {
  for (const count of [1, 8, 9, 200, placesMax]) {
    const numbers = names(count).map((_, i) => i);
    const reach = reachOf(numbers);
    for (const number of numbers) {
      const { x, y } = placeOf(number);
      expect(Math.max(Math.abs(x), Math.abs(y))).toBeLessThan(reach);
    }
  }
});
