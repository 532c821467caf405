// @ts-check
// The sizes of what is hashed and sealed; bench/base/contestants.h has the same.

/** @type {[number, string][]} */
export const hashSizes = [
  [64, "64 B"],
  [1024, "1 KiB"],
  [65536, "64 KiB"],
  [1048576, "1 MiB"],
];

/** @type {[number, string][]} */
export const sealSizes = [
  [64, "64 B"],
  [1500, "1500 B"],
  [65536, "64 KiB"],
];
