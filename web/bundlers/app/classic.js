// The page's script when it becomes a classic one, which has no address of its own.
import { run } from "./run.js";

run(new Worker("worker.js"));
