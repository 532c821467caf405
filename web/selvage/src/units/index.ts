// selvage/units: runs pieces of work in Workers of the browser (spec/units.md). It stands alone: who runs no units loads none of it.
export { MeshWork, type WorkOptions } from "./mesh_work.js";
export { limits, type Engine, type Hear, type UnitEnd, type UnitRun, type Why } from "./unit.js";
export { UnitRunner, type RunningUnit, type UnitRunnerOptions } from "./unit_runner.js";
export { which, type Which } from "./which.js";
