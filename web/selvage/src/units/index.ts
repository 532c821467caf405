// selvage/units: runs pieces of work in Workers of the browser (spec/units.md), by itself or for a mesh. Who runs no units loads
// nothing of it.
export { MeshWork, type WorkOptions } from "./mesh_work.js";
export { limits, type Engine, type Hear, type UnitEnd, type UnitRun, type Why } from "./unit.js";
export { UnitRunner, type RunningUnit, type UnitRunnerOptions } from "./unit_runner.js";
export { which, type Which } from "./which.js";
