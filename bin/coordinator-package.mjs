/** The coordinator as an npm package: its jar, with nothing that runs it. */
import { copyFileSync, mkdirSync, rmSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { common, names } from "./manifest.mjs";

const module = new URL("../coordinator/", import.meta.url);
const JAR = "sqlsync-coordinator.jar";

/**
 * @param {string} version
 * @param {string | URL} jar
 * @param {URL} folder is made anew
 * @returns {string} the folder's path
 */
export function assembleCoordinator(version, jar, folder = new URL("target/npm/", module)) {
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  const manifest = {
    name: names.coordinator,
    version,
    description: "The coordinator of SQLSync as a jar. Needs Java 17 or newer, which npm does not install.",
    keywords: ["sqlsync", "sqlite", "sync", "local-first", "java"],
    ...common("coordinator"),
    type: "module",
    // npm takes README and LICENSE by itself.
    files: [JAR, "NOTICE"],
    exports: { [`./${JAR}`]: `./${JAR}`, "./package.json": "./package.json" },
  };
  writeFileSync(new URL("package.json", folder), `${JSON.stringify(manifest, null, 2)}\n`);
  copyFileSync(new URL("src/main/npm/README.md", module), new URL("README.md", folder));
  for (const name of ["LICENSE", "NOTICE"]) copyFileSync(new URL(`../${name}`, module), new URL(name, folder));
  copyFileSync(jar, new URL(JAR, folder));
  return fileURLToPath(folder);
}
