#!/usr/bin/env node
/** The command `create-sqlsync-app`: a new application, from the files in `template`. */
import {
  copyFileSync,
  cpSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  writeFileSync,
} from "node:fs";
import { basename, join, relative, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";

/** The npm packages that an application has of SQLSync. */
const LIBRARY = "sqlsync";
const COORDINATOR = "@sqlsync/coordinator";

const USAGE = `create-sqlsync-app DIR --packages FOLDER

  Makes an application in DIR, which is new or empty: Vite, React, TypeScript, a
  typed reducer with its tests, and a coordinator for development.

  --packages   the folder with the packages of SQLSync, which are not on npm yet;
               \`bin/release --dry-run\` of SQLSync leaves them in target/release
`;

const template = fileURLToPath(new URL("template/", import.meta.url));

/** Arguments that do not fit. */
class Misused extends Error {}

/** @param {string[]} args */
function create(args) {
  const { values, positionals } = parsed(args);
  if (values.help) return void process.stdout.write(USAGE);
  const [directory, ...others] = positionals;
  if (directory === undefined || others.length > 0) throw new Misused("Name one directory for the application.");
  if (values.packages === undefined) throw new Misused("--packages is missing.");
  const target = resolve(directory);
  if (existsSync(target) && readdirSync(target).length > 0)
    throw new Misused(`${directory} is not empty: nothing was changed.`);
  const packages = resolve(values.packages);
  const library = tarball(packages, LIBRARY);
  const coordinator = tarball(packages, COORDINATOR);

  cpSync(template, target, { recursive: true });
  // npm leaves a file of this name out of a package.
  renameSync(join(target, "gitignore"), join(target, ".gitignore"));
  // Beside the application, which can be installed anywhere so.
  mkdirSync(join(target, "packages"));
  for (const file of [library, coordinator]) copyFileSync(join(packages, file), join(target, "packages", file));
  const manifest = JSON.parse(readFileSync(join(target, "package.json"), "utf8"));
  manifest.name = nameOf(target);
  manifest.dependencies[LIBRARY] = `file:packages/${library}`;
  manifest.devDependencies[COORDINATOR] = `file:packages/${coordinator}`;
  writeFileSync(join(target, "package.json"), `${JSON.stringify(manifest, null, 2)}\n`);
  const folder = relative(".", target) || ".";
  console.log(`Made ${folder}. Next:\n\n  cd ${folder}\n  npm install\n  npm run dev   # needs Java 17 or newer\n`);
}

/** @param {string[]} args */
function parsed(args) {
  try {
    return parseArgs({
      args,
      allowPositionals: true,
      options: { packages: { type: "string" }, help: { type: "boolean", short: "h" } },
    });
  } catch (error) {
    throw new Misused(/** @type {Error} */ (error).message);
  }
}

/**
 * @param {string} folder
 * @param {string} name of a package
 * @returns {string} the one file that `npm pack` made of it
 */
function tarball(folder, name) {
  const prefix = `${name.replace("@", "").replace("/", "-")}-`;
  const found = (existsSync(folder) ? readdirSync(folder) : []).filter(
    (file) => file.startsWith(prefix) && /^\d.*\.tgz$/.test(file.slice(prefix.length)),
  );
  if (found.length !== 1)
    throw new Misused(`${folder} has ${found.length} files like ${prefix}VERSION.tgz instead of one.`);
  return found[0];
}

/** @param {string} target a name that npm takes */
const nameOf = (target) =>
  basename(target)
    .toLowerCase()
    .replace(/[^a-z0-9._-]+/g, "-")
    .replace(/^[._-]+/, "") || "app";

try {
  create(process.argv.slice(2));
} catch (error) {
  if (!(error instanceof Misused)) throw error;
  process.stderr.write(`${error.message}\n\n${USAGE}`);
  process.exitCode = 2;
}
