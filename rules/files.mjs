/** The files of the repository that hold text, but for what is built or installed. */
import { readdirSync, readFileSync } from "node:fs";
import { join, relative, sep } from "node:path";

const skipped = new Set([".git", ".idea", "node_modules", "target"]);

function* pathsUnder(directory) {
  for (const entry of readdirSync(directory, { withFileTypes: true })) {
    const path = join(directory, entry.name);
    if (entry.isDirectory() && !skipped.has(entry.name)) yield* pathsUnder(path);
    else if (entry.isFile() && !skipped.has(entry.name)) yield path;
  }
}

const isText = (bytes) => !bytes.subarray(0, 8000).includes(0);

/**
 * @param {string} root
 * @returns {{ path: string, text: string }[]} with `/` in the paths, which are relative to the root
 */
export const filesOf = (root) =>
  [...pathsUnder(root)]
    .map((path) => ({ path: relative(root, path).split(sep).join("/"), bytes: readFileSync(path) }))
    .filter((file) => isText(file.bytes))
    .map((file) => ({ path: file.path, text: file.bytes.toString("utf8") }));
