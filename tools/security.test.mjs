// @ts-check
// docs/security.md rests on rules: each that it names is there.
import { readFileSync, readdirSync } from "node:fs";
import { expect, test } from "vitest";

const rules = new Set(
  readdirSync("spec")
    .filter((name) => name.endsWith(".md"))
    .flatMap((name) => [...readFileSync(`spec/${name}`, "utf8").matchAll(/^- \*\*([A-Z]{2}\d+)\*\*/gm)])
    .map(([, rule]) => rule),
);

test("each rule that the page names is one", () => {
  const named = [...readFileSync("docs/security.md", "utf8").matchAll(/\b[A-Z]{2}\d+\b/g)].map(([rule]) => rule);
  expect(named.length).toBeGreaterThan(40);
  expect(named.filter((rule) => !rules.has(rule))).toEqual([]);
});
