// @ts-check
// Who lives as long as the measure, and what the rows are called.

/** @type {{ name: string, build: "native" | "wasm" }[]} */
export const residents = [
  { name: "the first terminal, private memory", build: "native" },
  { name: "the second terminal, private memory", build: "native" },
  { name: "the first tab, JavaScript's heap", build: "wasm" },
  { name: "the second tab, JavaScript's heap", build: "wasm" },
  { name: "the first tab, the module's memory", build: "wasm" },
  { name: "the second tab, the module's memory", build: "wasm" },
];

export const who = {
  slope: "the slope",
  error: "its standard error",
  end: "at the end",
  begin: "at the beginning",
};

/** @param {string} name */
export const grows = (name) => `${name}, grows`;
export const changes = "changes written in an hour";
export const guests = "guests that came and went in an hour";
