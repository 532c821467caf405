// The same answers as under other bundlers, of the page and of a Worker of its own. It is rendered once, while building.
"use client";

import { useEffect } from "react";
import { run } from "../../run.js";

export default function Page() {
  useEffect(() => {
    run(new Worker(new URL("../../worker.js", import.meta.url), { type: "module" }));
  }, []);
  return <h1>Answers</h1>;
}
