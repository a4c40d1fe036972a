/** A folder with files, for one test. */
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

/** Under which name the library is published. */
export const { library } = JSON.parse(readFileSync(new URL("../../../../names.json", import.meta.url), "utf8"));

const target = fileURLToPath(new URL("../../../target/", import.meta.url));

/** The package's tools, as they are bundled. */
export const tool = (name) => join(target, "sqlsync", name);

/**
 * Beneath the repository, so that what is imported by name is found in its node_modules.
 *
 * @param {import("node:test").TestContext} t
 * @param {Record<string, string>} files
 * @returns {string} the folder
 */
export function project(t, files) {
  mkdirSync(target, { recursive: true });
  const folder = mkdtempSync(join(target, "project-"));
  t.after(() => rmSync(folder, { recursive: true, force: true }));
  for (const [name, text] of Object.entries(files)) put(folder, name, text);
  return folder;
}

export function put(folder, name, text) {
  const path = join(folder, name);
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, text);
}

/** A reducer whose mutation `run` has this body. */
export const reducer = (body, before = "") =>
  `${before}export default { name: "notes", migrations: [], mutations: { run(tx: any, args: any) {\n${body}\n} } };\n`;
