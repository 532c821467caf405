#!/usr/bin/env node
// @ts-check
// Writes those tables of docs/errors.md whose words are in the sources: node tools/errors.mjs
//
// A sentence that somebody reads in a log is found in the page as it is. tools/errors.test.mjs says when the page is behind.
import { readFileSync, writeFileSync } from "node:fs";
import { pathToFileURL } from "node:url";

import { fillTable } from "./reliability_tables.mjs";

export const page = "docs/errors.md";

/**
 * Where the words of an enum are. One function says both what happened and what can be done, with a semicolon between, or
 * two say one each.
 * @typedef {{ table: string, type: string, file: string, says: string, advises?: string }} Words
 */

/** @type {Words[]} */
export const generated = [
  { table: "dials", type: "DialFailure", file: "net/base/dial_failure.cpp", says: "describe", advises: "advice" },
  { table: "dials refused", type: "RefusalReason", file: "net/dialing/dial_request.cpp", says: "describe", advises: "advice" },
  { table: "streams", type: "StreamFailure", file: "net/swarm/stream.cpp", says: "describe", advises: "advice" },
  { table: "introductions", type: "IntroductionFailure", file: "net/swarm/introductions.cpp", says: "describe", advises: "advice" },
  { table: "closings", type: "CloseReason", file: "net/peers/connection_limits.cpp", says: "describe", advises: "advice" },
  { table: "members", type: "WriteRefusal", file: "fabric/membership/writing.cpp", says: "describe" },
  { table: "invites", type: "InviteRefusal", file: "fabric/membership/invite.cpp", says: "describe" },
  { table: "door", type: "DoorRefusal", file: "fabric/membership/door.cpp", says: "told_by_us" },
  { table: "TLS", type: "EndReason", file: "native/tls/end_reason.cpp", says: "describe" },
  { table: "core", type: "Error", file: "core/base/error.cpp", says: "describe" },
];

/**
 * What a function returns for each of an enum's values.
 * @param {string} source
 * @param {string} name
 * @param {string} type
 */
export function wordsOf(source, name, type) {
  const head = new RegExp(`^std::string_view ${name}\\(${type} \\w+\\) \\{$`, "m").exec(source);
  if (!head) throw new Error(`there is no ${name}(${type})`);
  const body = source.slice(head.index, source.indexOf("\n}\n", head.index));
  const literal = '"(?:[^"\\\\]|\\\\.)*"';
  const cases = body.matchAll(new RegExp(`case ${type}::(\\w+):\\s*return\\s+((?:${literal}\\s*)+);`, "g"));
  const words = new Map();
  for (const [, value, literals = ""] of cases)
    words.set(value, [...literals.matchAll(new RegExp(literal, "g"))].map(([text]) => JSON.parse(text)).join(""));
  const count = body.split(`case ${type}::`).length - 1;
  if (words.size !== count) throw new Error(`of ${count} values of ${type} only ${words.size} were understood`);
  return words;
}

/** @param {(path: string) => string} read @param {Words} words @returns {string[][]} */
function rowsOf(read, { type, file, says, advises }) {
  const source = read(file);
  const happened = wordsOf(source, says, type);
  const next = advises && wordsOf(source, advises, type);
  return [...happened].map(([value, text]) => {
    if (next) return [value, text, next.get(value) ?? ""];
    const [what, ...rest] = text.split("; ");
    return [value, what ?? "", rest.join("; ")];
  });
}

/** The page as it should be. @param {string} text @param {(path: string) => string} read */
export const filled = (text, read) =>
  generated.reduce((before, words) => fillTable(before, words.table, rowsOf(read, words)), text);

if (import.meta.url === pathToFileURL(process.argv[1] ?? "").href)
  writeFileSync(page, filled(readFileSync(page, "utf8"), (path) => readFileSync(path, "utf8")));
