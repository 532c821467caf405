// What a test needs of Next and a user's app does not: the folder above all that is built, since the packages of this
// project lie further up than its own folder.
export default { turbopack: { root: process.env.SELVAGE_ROOT }, outputFileTracingRoot: process.env.SELVAGE_ROOT };
