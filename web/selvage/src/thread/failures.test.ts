// What fails in a Worker fails in its page as the same.
import { expect, test } from "vitest";
import { CoreError } from "../errors.js";
import { MeshError } from "../mesh/errors.js";
import { NetError } from "../net/errors.js";
import { packed, unpacked } from "./failures.js";

const over = (failure: unknown): Error => unpacked(structuredClone(packed(failure)), { CoreError, MeshError, NetError });

test("[TH7] a failure keeps its kind, its cause and its remedy on the way to the page", () => {
  const mesh = over(new MeshError("invite", "It is none", "Ask for another"));
  expect(mesh).toBeInstanceOf(MeshError);
  expect(mesh).toMatchObject({ kind: "invite", why: "It is none", remedy: "Ask for another" });
  expect(mesh.message).toBe("It is none. Ask for another");
  const net = over(new NetError("not_connected", "There is no connection"));
  expect(net).toBeInstanceOf(NetError);
  expect(net).toMatchObject({ kind: "not_connected", message: "There is no connection" });
  expect(over(new CoreError("The core stopped"))).toBeInstanceOf(CoreError);
});

test("[TH7] what is no failure of the package keeps its name and what it says", () => {
  expect(over(new RangeError("too long"))).toMatchObject({ name: "RangeError", message: "too long" });
  expect(over(new DOMException("no room", "QuotaExceededError"))).toMatchObject({ name: "QuotaExceededError" });
  expect(over("words")).toMatchObject({ name: "Error", message: "words" });
});
