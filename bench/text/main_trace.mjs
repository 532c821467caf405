// @ts-check
/** The trace that the goals are about. */
export const main = "automerge-paper";
