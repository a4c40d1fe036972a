/** Checks the repository against `rules.mjs`: exit code 1, and a sentence for each offence. */
import { readdirSync, readFileSync } from "node:fs";
import { dirname, join, relative, sep } from "node:path";
import { fileURLToPath } from "node:url";
import { offences } from "./rules.mjs";

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const skipped = new Set([".git", ".idea", "node_modules", "target"]);

function* pathsUnder(directory) {
  for (const entry of readdirSync(directory, { withFileTypes: true })) {
    const path = join(directory, entry.name);
    if (entry.isDirectory() && !skipped.has(entry.name)) yield* pathsUnder(path);
    else if (entry.isFile() && !skipped.has(entry.name)) yield path;
  }
}

const isText = (bytes) => !bytes.subarray(0, 8000).includes(0);
const files = [...pathsUnder(root)]
  .map((path) => ({ path: relative(root, path).split(sep).join("/"), bytes: readFileSync(path) }))
  .filter((file) => isText(file.bytes))
  .map((file) => ({ path: file.path, text: file.bytes.toString("utf8") }));

const found = offences(files);
for (const offence of found) console.error(offence);
process.exitCode = found.length === 0 ? 0 : 1;
