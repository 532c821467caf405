// What stands between a WebAssembly unit and its worker: the functions of WU5, over views of the unit's memory, so
// that a call costs nanoseconds and not the way into C++. The value of this text is a function; whoever calls it
// gives it the unit, and `native`, by which it tells how the run ended. Evaluated in a context of one run.
(native, module, entry, input, names, values, mayKnowTime, mayDraw) => {
  "use strict";
  const outputMax = 64 * 1024 * 1024;
  const pageSize = 64 * 1024;
  let memory;
  let view = new Uint8Array(0);
  let output = new Uint8Array(0);
  let outputSize = 0;

  // Of the memory as it is now: growing it leaves the view without bytes, or, if it is shared, too short.
  const bytesAt = (from, size) => {
    if (memory === undefined) throw new Error("calls its host before it has a memory");
    if (view.buffer !== memory.buffer) view = new Uint8Array(memory.buffer);
    const begin = from >>> 0;
    const end = begin + (size >>> 0);
    if (end > view.length) throw new RangeError("gives its host bytes outside of its memory");
    return view.subarray(begin, end);
  };
  const copied = (source, to, offset, size) => {
    const begin = Math.min(offset >>> 0, source.length);
    const end = Math.min(begin + (size >>> 0), source.length);
    bytesAt(to, end - begin).set(source.subarray(begin, end));
    return end - begin;
  };
  const makeRoom = (size) => {
    if (size > outputMax) {
      native.fail("too-much", "The output is larger than 64 MiB.");
      throw new Error("The output is larger than 64 MiB.");
    }
    if (size <= output.length) return;
    const larger = new Uint8Array(Math.min(Math.max(size, 2 * output.length, pageSize), outputMax));
    larger.set(output.subarray(0, outputSize));
    output = larger;
  };
  const textAt = (from, size) => native.decode(bytesAt(from, size));
  const state = new Map(names.map((name, index) => [name, native.encode(values[index])]));

  const host = {
    __proto__: null,
    input_size: () => input.length,
    input_read: (to, offset, size) => copied(input, to, offset, size),
    output_write: (from, size) => {
      const bytes = bytesAt(from, size);
      makeRoom(outputSize + bytes.length);
      output.set(bytes, outputSize);
      outputSize += bytes.length;
    },
    fail: (from, size) => native.fail("unit-failed", textAt(from, size)),
    progress: (part) => native.progress(part),
    log: (from, size) => native.log(textAt(from, Math.min(size >>> 0, 4 * 4096))),
    state_size: (name, nameSize) => state.get(textAt(name, nameSize))?.length ?? -1,
    state_read: (name, nameSize, to, offset, size) => {
      const value = state.get(textAt(name, nameSize));
      return value === undefined ? -1 : copied(value, to, offset, size);
    },
    state_write: (from, size) => native.edit(textAt(from, size)),
  };
  if (mayKnowTime) host.now = () => native.now();
  if (mayDraw) host.random = (to, size) => native.draw(bytesAt(to, size));

  // Before anything of the unit runs.
  const objection = () => {
    for (const { module: from, name, kind } of WebAssembly.Module.imports(module)) {
      if (from === "selvage" && kind === "function" && name in host) continue;
      const why = name === "now" || name === "random" ? "was not granted" : "is not there";
      return `It imports ${from}.${name}, which ${from === "selvage" ? why : "is not there"}.`;
    }
    const exported = WebAssembly.Module.exports(module);
    const has = (name, kind) => exported.some((one) => one.name === name && one.kind === kind);
    if (!has("memory", "memory")) return "It exports no memory called 'memory'.";
    if (!has(entry, "function")) return `It has no entry '${entry}'.`;
    return undefined;
  };
  const begin = () => {
    const { exports } = new WebAssembly.Instance(module, { selvage: host });
    memory = exports.memory;
    if (exports[entry].length !== 0)
      return native.fail("unit-invalid", `Its entry '${entry}' has parameters.`);
    if (exports._initialize) exports._initialize();
    const result = exports[entry]();
    if (result === undefined || result === 0) return native.done(output.subarray(0, outputSize));
    if (typeof result !== "number" || result !== (result | 0))
      return native.fail("unit-invalid", `Its entry '${entry}' gives no i32.`);
    return native.fail("unit-failed", `It returned ${result}.`);
  };
  const kindOf = (error) => {
    if (error instanceof WebAssembly.LinkError) return "unit-invalid";
    return memory === undefined && error instanceof RangeError ? "too-much" : "unit-failed";
  };

  // The engine's words, without the piece of this shim that it adds.
  const textOf = (error) => {
    if (error instanceof WebAssembly.Exception) return "An exception was not caught.";
    return `${error}`.replace(/ \(evaluating '[^]*'\)$/, "");
  };

  const refused = objection();
  if (refused !== undefined) return native.fail("unit-invalid", refused);
  try {
    begin();
  } catch (error) {
    native.fail(kindOf(error), textOf(error));
  }
  // So much of memory is to be given back.
  return (memory?.buffer.byteLength ?? 0) + output.length;
}
