// Keeps import() out of scripts (UB4). It is syntax, and no browser can take that from a Worker; but the word cannot be written
// otherwise, and so it is looked for in all text that becomes code: the unit's own, and what it gives to eval and to the makers
// of functions.
//
// It is found in comments and strings too, where it would do no harm: what may follow the word is narrow enough to be rare there.
import { UnitFailure } from "../unit.js";
import { apply, construct, defineProperty, find, getPrototypeOf, method, textOf } from "./primordials.js";

const importing = /(?<![\w$])import\s*[(./<-]/;

export const imports = (text: string): boolean => find(importing, text) !== null;

export function refuseImports(text: string): void {
  if (imports(text)) throw new UnitFailure("unit-invalid", "It has import() in it, and there is nothing to import.");
}

/** For what a unit calls: it may catch it. */
function checked(text: string): string {
  if (imports(text)) throw new SyntaxError("import() is not there");
  return text;
}

/** Behind this all that makes code of text looks at it first. A direct eval() is an indirect one. */
export function guardMakers(scope: object): void {
  const { eval: evaluate } = scope as { eval: (text: unknown) => unknown };
  redefine(scope, "eval", (text: unknown) => (typeof text === "string" ? evaluate(checked(text)) : text));
  const makers = [function () {}, function* () {}, async function () {}, async function* () {}];
  for (const made of makers) guardMaker(scope, getPrototypeOf(made)!);
}

const join = method(Array.prototype.join) as (texts: string[], by: string) => string;

function guardMaker(scope: object, prototype: object): void {
  const Maker = prototype.constructor;
  const name = Maker.name;
  const { [name]: guarded } = {
    [name]: function (...given: unknown[]): unknown {
      const texts = given as string[];
      for (let i = 0; i < texts.length; ++i) texts[i] = textOf(given[i]);
      checked(join(texts, "\n"));
      return new.target === undefined ? apply(Maker, undefined, texts) : construct(Maker, texts, new.target);
    },
  };
  redefine(guarded!, "prototype", prototype);
  redefine(prototype, "constructor", guarded);
  if (name === "Function") redefine(scope, name, guarded);
}

const redefine = (of: object, name: string, value: unknown): boolean =>
  defineProperty(of, name, { value, writable: false, enumerable: false, configurable: name !== "prototype" });
