/** A copy of the repository with other names: one command changes all of them. Run after the packages were put together. */
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, relative, sep } from "node:path";
import { after, test } from "node:test";
import { fileURLToPath } from "node:url";
import { names } from "#release/manifest.mjs";

const root = fileURLToPath(new URL("../../../../", import.meta.url));
const copy = mkdtempSync(join(tmpdir(), "sqlsync-rename-"));
after(() => rmSync(copy, { recursive: true }));

/** Names must be new to the repository, and this file is in it. */
const scope = "elsewhere";
const OTHERS = {
  version: "7.8.9-rc.1",
  library: `@${scope}/sqlsync`,
  coordinator: `@${scope}/server`,
  create: `@${scope}/create-it`,
  groupId: `com.${scope}.sync`,
  repository: `https://git.example/${scope}/sync`,
};

const skipped = new Set([".git", "node_modules", "target"]);
const sources = (/** @type {string} */ path) =>
  !relative(root, path)
    .split(sep)
    .some((part) => skipped.has(part));

/** The starter's project is installed, built and tested again only where time does not matter: bin/verify --soak. */
const SUITES = process.env.SQLSYNC_SOAK ? ["publish", "starter"] : ["publish"];

/** Each test file of the copy is run as if by hand. */
const { NODE_TEST_CONTEXT: _, ...environment } = process.env;
const run = (program, args, cwd = copy) =>
  execFileSync(program, args, { cwd, env: environment, encoding: "utf8", maxBuffer: 1e9 });

/** @returns {Map<string, string>} text by path */
const textsIn = (folder, within = () => true) =>
  new Map(
    readdirSync(folder, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) => join(entry.parentPath ?? entry.path, entry.name))
      .filter(within)
      .map((path) => [relative(folder, path), readFileSync(path, "latin1")]),
  );
const textsOfCopy = () =>
  textsIn(
    copy,
    (path) =>
      !relative(copy, path)
        .split(sep)
        .some((part) => skipped.has(part)),
  );

/** Where a text says a name of before. A name without a scope is a word for other things, too. */
const staleIn = (texts) => {
  const before = [names.library, names.coordinator, names.create].filter((name) => name.startsWith("@"));
  const stale = [
    ...before.flatMap((name) => [name, `${name.slice(1).replace("/", "-")}-`]),
    names.groupId,
    names.repository,
  ];
  return [...texts].flatMap(([path, text]) =>
    stale.filter((name) => text.includes(name)).map((name) => `${path}: ${name}`),
  );
};

test("one command changes all names: rules and packages hold with the others", () => {
  cpSync(root, copy, { recursive: true, filter: sources });
  symlinkSync(join(root, "node_modules"), join(copy, "node_modules"));
  cpSync(join(root, "js-api/target/from-modules"), join(copy, "js-api/target/from-modules"), { recursive: true });
  const before = textsOfCopy();

  const options = Object.entries(OTHERS).flatMap(([name, value]) => [`--${name}`, value]);
  run(process.execPath, ["bin/rename", ...options]);
  run(process.execPath, ["rules/check.mjs"]);
  assert.deepEqual(staleIn(textsOfCopy()), []);
  assert.deepEqual({ ...names, ...OTHERS }, JSON.parse(readFileSync(join(copy, "names.json"), "utf8")));

  const module = join(copy, "js-api");
  for (const script of ["bundle.mjs", "assemble.mjs"])
    run(process.execPath, [`src/build/${script}`, OTHERS.version, "true"], module);
  for (const name of ["sqlsync", "create-sqlsync-app"])
    assert.deepEqual(staleIn(textsIn(join(module, "target", name))), []);
  run(process.execPath, ["--test", ...SUITES.map((name) => `src/test/package/${name}.test.js`)], module);

  const back = Object.keys(OTHERS).flatMap((name) => [`--${name}`, names[name]]);
  if (!names.library.startsWith("@")) return;
  run(process.execPath, ["bin/rename", ...back]);
  assert.deepEqual(textsOfCopy(), before, "and back again");
});

test("a name that is taken, or is none, is refused, and nothing is changed", () => {
  const folder = mkdtempSync(join(copy, "refused-"));
  for (const path of ["bin", "rules", "names.json", "docs", "pom.xml"])
    cpSync(join(root, path), join(folder, path), { recursive: true });
  const before = textsIn(folder);
  for (const [args, sentence] of [
    [["--library", "sqlsync"], /--library is a scoped name/],
    [["--create", "@example/app"], /--create is a scoped name that begins with create-/],
    [["--groupId", "sqlsync"], /--groupId is a domain of yours in reverse/],
    [["--repository", "git@example.org:a"], /--repository is the https URL/],
    [["--version", "1"], /--version is a version/],
    [["--groupId", "maven.apache.org"], /maven\.apache\.org occurs in the repository already/],
    [["--name", "x"], /Unknown option '--name'/],
  ]) {
    assert.throws(
      () => run(process.execPath, ["bin/rename", ...args], folder),
      ({ status, stderr }) => {
        assert.equal(status, 1);
        assert.match(stderr, sentence);
        return true;
      },
    );
  }
  assert.deepEqual(textsIn(folder), before);
});
