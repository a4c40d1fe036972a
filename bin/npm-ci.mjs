/** Run by the build: `npm ci` in the root, when node_modules is not what package-lock.json says. */
import { spawnSync } from "node:child_process";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const lock = readFileSync(join(root, "package-lock.json"), "utf8");
/** A copy of the lock file that node_modules was made from; `npm ci` empties the directory, this copy with it. */
const made = join(root, "node_modules", ".made-from.json");

if (!existsSync(made) || readFileSync(made, "utf8") !== lock) {
  const npm = spawnSync("npm", ["ci", "--no-audit", "--no-fund", "--loglevel=error"], {
    cwd: root,
    stdio: ["ignore", "inherit", "inherit"],
    shell: process.platform === "win32",
  });
  if (npm.status !== 0) {
    console.error("npm ci failed: the build needs the packages of package-lock.json.");
    process.exit(1);
  }
  writeFileSync(made, lock);
}
