// @ts-check
// Every check, under the name that findings print and allowances use.
import { bannedWords } from "./rules/banned_words.mjs";
import { fileHeaders } from "./rules/file_headers.mjs";
import { hosts } from "./rules/hosts.mjs";
import { includes } from "./rules/includes.mjs";
import { shape } from "./rules/shape.mjs";
import { snippets } from "./rules/snippets.mjs";
import { specRules } from "./rules/spec_rules.mjs";
import { unusedFiles } from "./rules/unused_files.mjs";

/** @type {import('./tree.mjs').Check[]} */
export const checks = [
  { name: "includes", run: includes },
  { name: "banned-words", run: bannedWords },
  { name: "unused-files", run: unusedFiles },
  { name: "rules", run: specRules },
  { name: "shape", run: shape },
  { name: "headers", run: fileHeaders },
  { name: "hosts", run: hosts },
  { name: "snippets", run: snippets },
];
