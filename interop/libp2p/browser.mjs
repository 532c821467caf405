#!/usr/bin/env node
// @ts-check
// Puts a libp2p node through what it must do with a page of a browser, which dials it: js-libp2p's, or with
// `--page ours` that of the package.
//
//   node interop/libp2p/browser.mjs PROGRAM [--browser chromium|firefox] [--page js|ours] [--no-munging]
//     [--only TEXT]… [--list]
//
// With --no-munging the browser lets nobody change its offers, as one day all will; then webrtc-direct
// needs its version 2.
//
// As main.mjs in all else.
import { parseArgs } from "node:util";
import { Browser, pageScripts, programs } from "./browser_peer.mjs";
import { chooser, Report } from "./report.mjs";
import { caseNames, pageScenes, playScene, processes, tabsScene } from "./scenes.mjs";

const { values: options, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    browser: { type: "string", default: "chromium" },
    page: { type: "string", default: "js" },
    "no-munging": { type: "boolean", default: false },
    only: { type: "string", multiple: true, default: [] },
    list: { type: "boolean", default: false },
  },
});
const [program] = positionals;
const usage =
  "usage: node interop/libp2p/browser.mjs PROGRAM [--browser chromium|firefox] [--page js|ours] [--no-munging] " +
  "[--only TEXT]… [--list]";
const browser = /** @type {import("./browser_peer.mjs").BrowserName} */ (options.browser);
const kind = /** @type {import("./browser_peer.mjs").Kind} */ (options.page);
const isChosen = chooser(options.only);
const allScenes = [...pageScenes(), ...(kind === "ours" ? [tabsScene] : [])];
const scenes = allScenes.filter((scene) => caseNames(scene).some(isChosen));
if (options.list) {
  console.log(scenes.flatMap(caseNames).filter(isChosen).join("\n"));
} else if (positionals.length !== 1 || !program || !Object.hasOwn(pageScripts, kind) || !Object.hasOwn(programs, browser)) {
  console.error(usage);
  process.exitCode = 2;
} else {
  const report = new Report();
  const pages = await Browser.start({ browser, kind, munging: !options["no-munging"] });
  const starts = { ...processes(program), theirs: () => pages.openPeer("page") };
  try {
    for (const scene of scenes) await playScene(scene, starts, report, isChosen);
  } finally {
    await pages.stop();
  }
  process.exitCode = report.end();
}
