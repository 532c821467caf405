#!/usr/bin/env node
// @ts-check
// Puts a libp2p node through what it must do with js-libp2p in a page of Chromium, which dials it.
//
//   node interop/libp2p/browser.mjs PROGRAM [--only TEXT]… [--list]
//
// As main.mjs in all else.
import { parseArgs } from "node:util";
import { Browser } from "./browser_peer.mjs";
import { chooser, Report } from "./report.mjs";
import { caseNames, pageScenes, playScene, processes } from "./scenes.mjs";

const { values: options, positionals } = parseArgs({
  allowPositionals: true,
  options: { only: { type: "string", multiple: true, default: [] }, list: { type: "boolean", default: false } },
});
const [program] = positionals;
const isChosen = chooser(options.only);
const scenes = pageScenes().filter((scene) => caseNames(scene).some(isChosen));
if (options.list) {
  console.log(scenes.flatMap(caseNames).filter(isChosen).join("\n"));
} else if (positionals.length !== 1 || !program) {
  console.error("usage: node interop/libp2p/browser.mjs PROGRAM [--only TEXT]… [--list]");
  process.exitCode = 2;
} else {
  const report = new Report();
  const browser = await Browser.start();
  const starts = { ...processes(program), theirs: () => browser.openPeer("page") };
  try {
    for (const scene of scenes) await playScene(scene, starts, report, isChosen);
  } finally {
    await browser.stop();
  }
  process.exitCode = report.end();
}
