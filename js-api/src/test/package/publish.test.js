/** What npm gets: the three packages as they are packed, by the checks that publishers use. Run after they were put together. */
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { fileURLToPath, pathToFileURL } from "node:url";
import { checkPackage, createPackageFromTarballData } from "@arethetypeswrong/core";
import { assembleCoordinator } from "#release/coordinator-package.mjs";
import { names } from "#release/manifest.mjs";
import { libraryBom } from "#release/sbom.mjs";
import { publint } from "publint";

const root = fileURLToPath(new URL("../../../../", import.meta.url));
const target = fileURLToPath(new URL("../../../target/", import.meta.url));
const library = join(target, "sqlsync");
const folder = mkdtempSync(join(tmpdir(), "sqlsync-publish-"));
const manifestOf = (path) => JSON.parse(readFileSync(join(path, "package.json"), "utf8"));

/** Path of each package that is published, by its kind. */
const packages = { library, create: join(target, "create-sqlsync-app"), coordinator: join(folder, "coordinator") };

before(() => {
  // The jar is built later; nothing here runs it.
  writeFileSync(join(folder, "stand-in.jar"), "a jar");
  assembleCoordinator(names.version, join(folder, "stand-in.jar"), pathToFileURL(`${packages.coordinator}/`));
});
after(() => rmSync(folder, { recursive: true }));

/** @returns {{ filename: string, files: { path: string }[] }} */
const packed = (path) =>
  JSON.parse(
    execFileSync("npm", ["pack", "--json", "--loglevel=error", "--pack-destination", folder], {
      cwd: path,
      encoding: "utf8",
    }),
  )[0];

for (const [kind, path] of Object.entries(packages)) {
  test(`the package of the ${kind} says who made it, where it comes from and what it needs, and publint finds nothing`, async () => {
    const manifest = manifestOf(path);
    const { name, version, description, keywords, license, author, homepage, repository, bugs } = manifest;
    assert.deepEqual([name, version, license], [names[kind], names.version, "Apache-2.0"]);
    assert.ok(description.length > 40 && keywords.length >= 4 && author.length > 0);
    assert.deepEqual(
      [homepage, repository.url, bugs.url],
      [`${names.repository}#readme`, `git+${names.repository}.git`, `${names.repository}/issues`],
    );
    assert.deepEqual(manifest.publishConfig, { access: "public" });
    if (kind !== "coordinator") assert.equal(manifest.engines.node, ">=20");

    const { filename, files } = packed(path);
    const held = files.map((file) => file.path);
    for (const file of ["README.md", "LICENSE", "NOTICE"]) assert.ok(held.includes(file), `${kind} has no ${file}.`);
    assert.match(readFileSync(join(path, "README.md"), "utf8"), /^# /);

    const { messages } = await publint({
      level: "suggestion",
      strict: true,
      pack: { tarball: readFileSync(join(folder, filename)).buffer },
    });
    assert.deepEqual(messages, []);
  });
}

test("the library's types are found for every entry, and every file that is exported is there", async () => {
  const { exports, sideEffects, files } = manifestOf(library);
  const typed = [];
  for (const [entry, to] of Object.entries(exports)) {
    if (typeof to !== "string") {
      assert.deepEqual(Object.keys(to), ["types", "default"], "compilers take the first that fits");
      typed.push(entry);
    }
    for (const file of typeof to === "string" ? [to] : Object.values(to))
      if (file !== "./package.json") assert.ok(files.includes(file.slice(2)), file);
  }
  assert.deepEqual(
    sideEffects.filter((file) => !files.includes(file.slice(2))),
    [],
  );

  const tarball = readFileSync(join(folder, packed(library).filename));
  const { problems, entrypoints } = await checkPackage(createPackageFromTarballData(new Uint8Array(tarball)), {
    // These are loaded by their URLs, and not imported: they have no types.
    excludeEntrypoints: ["worker.js", "storage-host.js", "sql-wasm.wasm", "package.json"],
  });
  assert.deepEqual(Object.keys(entrypoints).sort(), typed.sort());
  // The package is one of ES modules: require() does not load it before Node 22.
  assert.deepEqual(
    problems.filter(({ kind }) => kind !== "CJSResolvesToESM"),
    [],
  );
});

test("the list of what the library is made of names what its scripts were bundled of, each with its licence, as NOTICE does", async () => {
  const { components, metadata } = await libraryBom(join(target, "sqlsync-maps"), manifestOf(library));
  const { version } = JSON.parse(readFileSync(join(root, "node_modules/sql.js/package.json"), "utf8"));
  assert.equal(metadata.component.purl, `pkg:npm/${names.library.replace("@", "%40")}@${names.version}`);
  const shown = components.map(({ name, licenses }) => `${name} ${licenses[0].license.id}`).sort();
  assert.deepEqual(shown, [
    "acorn MIT",
    "esbuild MIT",
    "eslint-scope BSD-2-Clause",
    "esrecurse BSD-2-Clause",
    "estraverse BSD-2-Clause",
    "sql.js MIT",
    "sqlite blessing",
    "teavm-classlib Apache-2.0",
    "teavm-core Apache-2.0",
    "teavm-jso-apis Apache-2.0",
    "teavm-jso-impl Apache-2.0",
  ]);
  assert.equal(components.find(({ name }) => name === "sql.js").purl, `pkg:npm/sql.js@${version}`);
  const notice = readFileSync(join(library, "NOTICE"), "utf8").toLowerCase();
  for (const { name } of components.filter((each) => each.name !== "esbuild"))
    assert.ok(notice.includes(name.replace(/^teavm-.*/, "teavm")), `NOTICE does not name ${name}.`);
});

test("what a script was bundled of and has no known origin is an error", async () => {
  const maps = mkdtempSync(join(folder, "maps-"));
  for (const [source, sentence] of [
    ["node_modules/@types/react/index.js", null],
    ["java/org/stranger/A.java", /which artifact java\/org\/stranger\/A\.java comes from/],
    ["node_modules/not-installed/index.js", /not-installed/],
  ]) {
    writeFileSync(
      join(maps, "a.js.map"),
      JSON.stringify({ sources: ["src/a.js", `../${source}`.replace("../java", "java")] }),
    );
    const made = libraryBom(maps, { name: "a", version: "1" });
    if (sentence === null)
      assert.deepEqual(
        (await made).components.map(({ name }) => name),
        ["@types/react"],
      );
    else await assert.rejects(made, sentence);
  }
  assert.equal(readdirSync(maps).length, 1);
});
