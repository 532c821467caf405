// What a script finds in its global scope, and how its entry is called (WU6, WU7). The value of this text is a function
// that is called before there is a run. It makes two: one that grants, called before the script is evaluated, and
// one that begins, behind it. It keeps what it needs of the language for itself, since the script may change
// everything that it can reach. Evaluated in an engine of one run.
(native) => {
  "use strict";
  const { apply, construct, defineProperty } = Reflect;
  const { parse, stringify } = JSON;
  const [resolve, then] = [Promise.resolve, Promise.prototype.then];
  const [GivenPromise, GivenDate, GivenMap] = [Promise, Date, Map];
  const [GivenUint8Array, makeString] = [Uint8Array, String];
  const { get: mapGet, has: mapHas, set: mapSet } = Map.prototype;
  const hidden = (target, name, value) =>
    defineProperty(target, name, { value, writable: true, configurable: true, enumerable: false });

  const asText = (value) => {
    if (typeof value === "string") return value;
    try {
      return stringify(value) ?? makeString(value);
    } catch {
      return makeString(value);
    }
  };
  hidden(globalThis, "console", {
    log: (...values) => {
      let line = "";
      for (let i = 0; i < values.length; ++i) line += (i === 0 ? "" : " ") + asText(values[i]);
      native.log(line);
    },
  });

  // The bytes of whatever lies in a buffer.
  const bytesOf = (source) => {
    if (source === undefined) return new GivenUint8Array(0);
    if (ArrayBuffer.isView(source))
      return new GivenUint8Array(source.buffer, source.byteOffset, source.byteLength);
    return new GivenUint8Array(source);
  };
  class TextEncoder {
    get encoding() {
      return "utf-8";
    }
    encode(text = "") {
      return native.encode(`${text}`);
    }
    encodeInto(text, target) {
      return native.encodeInto(`${text}`, target);
    }
  }
  class TextDecoder {
    #fatal;
    #ignoreBOM;
    constructor(label = "utf-8", { fatal = false, ignoreBOM = false } = {}) {
      const known = ["utf-8", "utf8", "unicode-1-1-utf-8"];
      if (!known.includes(`${label}`.trim().toLowerCase()))
        throw new RangeError("TextDecoder knows UTF-8 alone here");
      this.#fatal = Boolean(fatal);
      this.#ignoreBOM = Boolean(ignoreBOM);
    }
    get encoding() {
      return "utf-8";
    }
    get fatal() {
      return this.#fatal;
    }
    get ignoreBOM() {
      return this.#ignoreBOM;
    }
    decode(source, { stream = false } = {}) {
      if (stream) throw new TypeError("TextDecoder takes whole texts alone here");
      const bytes = bytesOf(source);
      if (this.#fatal && !native.isText(bytes)) throw new TypeError("This is no UTF-8");
      const text = native.decode(bytes);
      return !this.#ignoreBOM && text[0] === "\ufeff" ? text.slice(1) : text;
    }
  }
  hidden(globalThis, "TextEncoder", TextEncoder);
  hidden(globalThis, "TextDecoder", TextDecoder);

  // Nothing that a promise of the engine's own compiling threads waits for is ever told here: there is no event
  // loop. So it is compiled at once.
  const { Module, Instance } = WebAssembly;
  const isModule = (source) => source instanceof Module;
  hidden(WebAssembly, "compile", async (bytes) => new Module(bytes));
  hidden(WebAssembly, "instantiate", async (source, imports) => {
    if (isModule(source)) return new Instance(source, imports);
    const module = new Module(source);
    return { module, instance: new Instance(module, imports) };
  });

  // A clock that stands still, by every way that leads to one; and the one that goes.
  const formats = Intl.DateTimeFormat.prototype;
  const givenFormat = Object.getOwnPropertyDescriptor(formats, "format");
  const givenFormatToParts = formats.formatToParts;
  const stopTheClock = () => {
    const frozen = function Date(...parts) {
      if (new.target === undefined) return makeString(new GivenDate(0));
      const given = parts.length === 0 ? [0] : parts;
      return construct(GivenDate, given, new.target);
    };
    defineProperty(frozen, "prototype", { value: GivenDate.prototype, writable: false });
    hidden(frozen, "length", 7);
    hidden(frozen, "now", () => 0);
    hidden(frozen, "parse", GivenDate.parse);
    hidden(frozen, "UTC", GivenDate.UTC);
    hidden(GivenDate.prototype, "constructor", frozen);
    hidden(globalThis, "Date", frozen);
    defineProperty(formats, "format", {
      get() {
        const format = apply(givenFormat.get, this, []);
        return (date = 0) => format(date);
      },
    });
    hidden(formats, "formatToParts", function (date = 0) {
      return apply(givenFormatToParts, this, [date]);
    });
  };
  const startTheClock = () => {
    hidden(GivenDate.prototype, "constructor", GivenDate);
    hidden(globalThis, "Date", GivenDate);
    defineProperty(formats, "format", givenFormat);
    hidden(formats, "formatToParts", givenFormatToParts);
    const timeOrigin = native.now();
    hidden(globalThis, "performance", { timeOrigin, now: () => native.now() - timeOrigin });
  };
  const givenRandom = Math.random;
  const startChance = () => {
    hidden(Math, "random", givenRandom);
    hidden(globalThis, "crypto", { getRandomValues: (into) => (native.draw(into), into) });
  };
  stopTheClock();
  delete Math.random;

  const grant = (mayKnowTime, mayDraw) => {
    if (mayKnowTime) startTheClock();
    if (mayDraw) startChance();
  };

  const begin = (entry, input, names, values) => {
    const called = globalThis[entry];
    if (typeof called !== "function")
      return native.fail("unit-invalid", `It has no global function '${entry}'.`);
    const state = new GivenMap();
    for (let i = 0; i < names.length; ++i) apply(mapSet, state, [names[i], values[i]]);
    const text = () => native.decode(input);
    const host = {
      progress: (part) => native.progress(part),
      log: (line) => native.log(asText(line)),
      state: (name) =>
        apply(mapHas, state, [name]) ? parse(apply(mapGet, state, [name])) : undefined,
      edit: (edit) => native.edit(stringify(edit) ?? "null"),
      text,
      json: () => parse(text()),
    };
    const thrown = (error) => native.fail("unit-failed", error);
    try {
      const result = apply(resolve, GivenPromise, [apply(called, undefined, [input, host])]);
      apply(then, result, [(value) => native.done(value), thrown]);
    } catch (error) {
      thrown(error);
    }
  };
  // The engine makes what promises need when it meets the first: better now than in a run.
  apply(then, apply(resolve, GivenPromise, [undefined]), [() => {}, () => {}]);
  return [grant, begin];
}
