#!/usr/bin/env node
// @ts-check
// Puts a libp2p node through what it must do with js-libp2p, over loopback.
//
//   node interop/libp2p/main.mjs PROGRAM [--ours] [--at-once COUNT] [--only TEXT]… [--list]
//
// PROGRAM speaks what README.md says: peer.cpp, or js_peer.mjs to test the tests. Exits 1 if a case failed.
// With --ours two of PROGRAM meet one another instead of js-libp2p. Scenes are played one after another, or
// COUNT at once: their peers wait more than they work.
// A case whose name holds any TEXT is run; without --only all are.
import { parseArgs } from "node:util";
import { makeCertificates } from "./certificates.mjs";
import { chooser, Report } from "./report.mjs";
import { allScenes, caseNames, ourProcesses, ourScenes, playScene, processes } from "./scenes.mjs";

const { values: options, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    ours: { type: "boolean", default: false },
    "at-once": { type: "string", default: "1" },
    only: { type: "string", multiple: true, default: [] },
    list: { type: "boolean", default: false },
  },
});
const [program] = positionals;
const isChosen = chooser(options.only);
const scenes = (options.ours ? ourScenes() : allScenes()).filter((scene) => caseNames(scene).some(isChosen));
if (options.list) {
  console.log(scenes.flatMap(caseNames).filter(isChosen).join("\n"));
} else if (positionals.length !== 1 || !program) {
  console.error("usage: node interop/libp2p/main.mjs PROGRAM [--ours] [--at-once COUNT] [--only TEXT]… [--list]");
  process.exitCode = 2;
} else {
  const report = new Report();
  const certificates = makeCertificates();
  const starts = options.ours ? ourProcesses(program, certificates) : processes(program, certificates);
  const play = async () => {
    for (let scene = scenes.shift(); scene; scene = scenes.shift()) await playScene(scene, starts, report, isChosen);
  };
  await Promise.all(Array.from({ length: Number(options["at-once"]) }, play));
  process.exitCode = report.end();
}
