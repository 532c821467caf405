// What dist/units.js has, `selvage/units`: fetched by pages that work for others.
export * from "./units/index.js";
