// The parts of the package that are fetched only by who needs them. They are imported here, since a built script finds them beside itself.

/** dist/disk.js: the disk of a tab. */
export const diskPart = (): Promise<typeof import("./disk.js")> => import("./disk.js");

/** dist/units.js: what runs units. */
export const unitsPart = (): Promise<typeof import("./units.js")> => import("./units.js");
