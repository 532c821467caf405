// The page's script, for everything that knows modules.
import { run } from "./run.js";

run(new Worker(new URL("./worker.js", import.meta.url), { type: "module" }));
