// The link has the same bytes as the text that it is made of.
import { expect, test } from "vitest";
import { linkOf } from "./link.js";

test("base32 becomes base64url behind the page's address, without what stood there", () => {
  // "foobar" and "fooba" as RFC 4648 writes them.
  expect(linkOf("SELVAGE:MZXW6YTBOI", "https://a.example/s/?id=X#y")).toBe("https://a.example/s/#join=Zm9vYmFy");
  expect(linkOf("SELVAGE:MZXW6YTB", "https://a.example/")).toBe("https://a.example/#join=Zm9vYmE");
  expect(linkOf("SELVAGE:777Q", "https://a.example/")).toBe("https://a.example/#join=__8");
});

test("what is no invite has no link", () => {
  expect(linkOf("MZXW6", "https://a.example/")).toBeUndefined();
  expect(linkOf("SELVAGE:mzxw6", "https://a.example/")).toBeUndefined();
});
