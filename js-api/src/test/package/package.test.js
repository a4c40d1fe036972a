/** The package as it is packed: run after it was put together. */
import assert from "node:assert/strict";
import { execFileSync, spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { test } from "node:test";
import { fileURLToPath, pathToFileURL } from "node:url";
import { build } from "esbuild";

const { library } = JSON.parse(readFileSync(new URL("../../../../names.json", import.meta.url), "utf8"));
const folder = fileURLToPath(new URL("../../../target/sqlsync/", import.meta.url));
const code = readFileSync(join(folder, "sqlsync.js"), "utf8");
const npm = (cwd, ...args) => execFileSync("npm", args, { cwd, encoding: "utf8", stdio: ["ignore", "pipe", "ignore"] });

/** A project that has installed the packed package, and nothing else. */
function inProject(use) {
  const project = mkdtempSync(join(tmpdir(), "sqlsync-package-"));
  try {
    const packed = npm(folder, "pack", "--pack-destination", project).trim();
    writeFileSync(join(project, "package.json"), '{ "private": true, "type": "module" }');
    npm(project, "install", "--prefer-offline", "--no-audit", "--no-fund", "--no-package-lock", `./${packed}`);
    use(project);
  } finally {
    rmSync(project, { recursive: true });
  }
}

/** For Node: where React is. */
const RESOLVE_REACT = `
  const react = ${JSON.stringify(pathToFileURL(createRequire(import.meta.url).resolve("react")).href)};
  export const resolve = (name, context, next) =>
    name === "react" ? { url: react, shortCircuit: true } : next(name, context);
`;

for (const name of ["sqlsync.js", "worker.js", "storage-host.js"]) {
  test(`${name} is one file that imports no other`, async () => {
    const { metafile } = await build({
      entryPoints: [join(folder, name)],
      bundle: true,
      external: ["*"],
      format: "esm",
      write: false,
      metafile: true,
      logLevel: "silent",
    });
    assert.deepEqual(Object.values(metafile.outputs)[0].imports, []);
  });
}

test("react.js imports the application's React and sqlsync.js, and says that it belongs to the browser", async () => {
  const file = join(folder, "react.js");
  const { metafile } = await build({
    entryPoints: [file],
    bundle: true,
    external: ["*"],
    format: "esm",
    write: false,
    metafile: true,
    logLevel: "silent",
  });
  const [{ imports }] = Object.values(metafile.outputs);
  assert.deepEqual([...new Set(imports.map(({ path }) => path))].sort(), ["./sqlsync.js", "react"]);
  assert.match(readFileSync(file, "utf8"), /^"use client";/);
});

for (const [name, imported] of [
  ["kysely.js", ["kysely"]],
  ["drizzle.js", ["drizzle-orm", "drizzle-orm/sqlite-core", "drizzle-orm/sqlite-proxy"]],
]) {
  test(`${name} imports the application's library, and no page`, async () => {
    const options = { bundle: true, external: ["*"], format: "esm", write: false, metafile: true };
    const { metafile } = await build({ entryPoints: [join(folder, name)], ...options });
    const [{ imports }] = Object.values(metafile.outputs);
    assert.deepEqual([...new Set(imports.map(({ path }) => path))].sort(), imported);
  });
}

test("sqlsync.js names its files in the form that bundlers look for", () => {
  assert.match(code, /new SharedWorker\(new URL\("\.\/worker\.js",import\.meta\.url\),\{type:"module",/);
  assert.match(code, /new Worker\(new URL\("\.\/storage-host\.js",import\.meta\.url\),\{type:"module"\}\)/);
});

test("bundlers are told to leave the import of reducers to the browser", () => {
  assert.match(
    readFileSync(join(folder, "worker.js"), "utf8"),
    /import\(\/\* webpackIgnore: true \*\/ \/\* @vite-ignore \*\/ \w+\)/,
  );
});

test("importing the package has no side effect, also where there is no page", async () => {
  const before = Object.getOwnPropertyNames(globalThis).join();
  const sqlsync = await import(pathToFileURL(join(folder, "sqlsync.js")));
  assert.equal(Object.getOwnPropertyNames(globalThis).join(), before);
  assert.deepEqual(Object.keys(sqlsync).sort(), [
    "SqlSyncError",
    "configure",
    "deleteDocument",
    "importDocument",
    "listDocuments",
    "newDocumentId",
    "openDocument",
    "persist",
    "sql",
    "storageInfo",
    "version",
  ]);
  assert.equal(sqlsync.version, JSON.parse(readFileSync(join(folder, "package.json"), "utf8")).version);
  await assert.rejects(sqlsync.openDocument("a", { reducer: "./r.js" }), { name: "SqlSyncError", code: "unsupported" });
  assert.equal(sqlsync.SqlSyncError.name, "SqlSyncError");
});

test("the hooks are what their types say, and rendering on a server loads nothing else", async () => {
  inProject((project) => {
    // The project's React is the one of this repository.
    writeFileSync(join(project, "resolve.mjs"), RESOLVE_REACT);
    const program = `import * as hooks from "${library}/react"; console.log(Object.keys(hooks).sort().join());`;
    writeFileSync(join(project, "program.mjs"), program);
    const resolve = `data:text/javascript,import { register } from "node:module"; register(${JSON.stringify(pathToFileURL(join(project, "resolve.mjs")).href)});`;
    const run = spawnSync("node", ["--import", resolve, "program.mjs"], { cwd: project, encoding: "utf8" });
    assert.equal(run.status, 0, run.stderr);
    const declared = [
      ...readFileSync(join(folder, "react.d.ts"), "utf8").matchAll(/^export (?:const|function|class) (\w+)/gm),
    ];
    assert.deepEqual(run.stdout.trim().split(","), [...new Set(declared.map(([, name]) => name))].sort());
  });
});

test("an installed package makes reducers by its command, and its plugin loads without Vite", () => {
  inProject((project) => {
    const reducer = `import { defineReducer, sql } from "${library}/reducer";
      export default defineReducer({ name: "notes", migrations: [], mutations: {
        add(tx, { text }: { text: string }) { tx.run(sql\`INSERT INTO notes VALUES (\${text})\`); },
      } });`;
    writeFileSync(join(project, "notes.reducer.ts"), reducer);
    npm(project, "exec", "--offline", "--", "sqlsync", "build-reducer", "notes.reducer.ts", "--out", "reducers");
    assert.match(readFileSync(join(project, "reducers/notes.js"), "utf8"), /INSERT INTO notes VALUES/);
    const program = `import sqlsync, { sqlsync as same } from "${library}/vite"; console.log(sqlsync === same, sqlsync().name);`;
    writeFileSync(join(project, "program.mjs"), program);
    const run = spawnSync("node", ["program.mjs"], { cwd: project, encoding: "utf8" });
    assert.equal(run.stdout.trim(), "true sqlsync", run.stderr);
  });
});

test("the wasm of the package is one", () => {
  assert.equal(readFileSync(join(folder, "sql-wasm.wasm")).subarray(0, 4).toString("latin1"), "\0asm");
});

/** Oldest that the contract promises, the one that the build uses, and the newest there was when this was last looked at. */
const compilers = ["typescript-oldest", "typescript", "typescript-newest"];
const contract = new URL("../types/contract.ts", import.meta.url);
const hooks = new URL("../types/react.ts", import.meta.url);
const reducers = new URL("../types/reducer.ts", import.meta.url);
const testing = new URL("../types/testing.ts", import.meta.url);
const script = new URL("../types/node.ts", import.meta.url);

test("the packed package installs, and strict TypeScript projects compile against it, whatever their compiler and resolution", () => {
  inProject((project) => {
    const program = readFileSync(contract, "utf8").replace("../../main/web/sqlsync.js", library);
    writeFileSync(join(project, "contract.ts"), program);
    const components = readFileSync(hooks, "utf8")
      .replace("../../main/web/react.js", `${library}/react`)
      .replace("../../main/web/sqlsync.js", library);
    writeFileSync(join(project, "react.ts"), components);
    const sources = readFileSync(reducers, "utf8")
      .replace("../../main/web/reducer.js", `${library}/reducer`)
      .replace("../../main/web/sqlsync.js", library);
    writeFileSync(join(project, "reducer.ts"), sources);
    const config = `import sqlsync, { type SqlSyncViteOptions } from "${library}/vite";
      sqlsync({ coordinator: false, pattern: /x/ } satisfies SqlSyncViteOptions).name.trim();
      // @ts-expect-error There is no such option.
      sqlsync({ patern: /x/ });`;
    writeFileSync(join(project, "config.ts"), config);
    const tests = readFileSync(testing, "utf8")
      .replaceAll("../../main/node/testing.js", `${library}/testing`)
      .replace("../../main/web/sqlsync.js", library);
    writeFileSync(join(project, "testing.ts"), tests);
    writeFileSync(
      join(project, "script.ts"),
      readFileSync(script, "utf8").replaceAll("../../main/node/node.js", `${library}/node`),
    );
    const options = [
      "--strict",
      "--noEmit",
      "--skipLibCheck",
      "false",
      "--exactOptionalPropertyTypes",
      "--noUncheckedIndexedAccess",
      "--target",
      "ES2022",
      "--lib",
      "ES2022,DOM,DOM.Iterable",
    ];
    for (const compiler of compilers) {
      const tsc = join(dirname(createRequire(import.meta.url).resolve(`${compiler}/package.json`)), "bin/tsc");
      for (const [module, resolution] of [
        ["NodeNext", "NodeNext"],
        ["ES2022", "Bundler"],
      ]) {
        // It has errors that are expected: so it fails, too, where the types are not found.
        const { status, stdout, stderr } = spawnSync(
          "node",
          [
            tsc,
            ...options,
            "--module",
            module,
            "--moduleResolution",
            resolution,
            "contract.ts",
            "react.ts",
            "reducer.ts",
            "config.ts",
            "testing.ts",
            "script.ts",
          ],
          { cwd: project, encoding: "utf8" },
        );
        assert.equal(status, 0, `${compiler}, ${resolution}:\n${stdout}${stderr}`);
      }
    }
  });
});

for (const compiler of compilers) {
  test(`queries of other libraries have typed rows in ${compiler}`, () => {
    const tsc = join(dirname(createRequire(import.meta.url).resolve(`${compiler}/package.json`)), "bin/tsc");
    const project = fileURLToPath(new URL("../types-frameworks", import.meta.url));
    // They have errors that are expected: so it fails, too, where types are not found.
    const { status, stdout, stderr } = spawnSync("node", [tsc, "--project", project], { encoding: "utf8" });
    assert.equal(status, 0, `${stdout}${stderr}`);
  });
}

for (const [types, program] of [
  ["sqlsync.d.ts", contract],
  ["react.d.ts", hooks],
  ["reducer.d.ts", reducers],
  ["testing.d.ts", testing],
  ["node.d.ts", script],
]) {
  test(`the program that is compiled against ${types} uses every name that it exports`, () => {
    const exported = [
      ...readFileSync(join(folder, types), "utf8").matchAll(/^export (?:const|function|class|interface|type) (\w+)/gm),
    ].map(([, name]) => name);
    assert.ok(exported.length >= 2);
    const text = readFileSync(program, "utf8");
    assert.deepEqual(
      exported.filter((name) => !new RegExp(`\\b${name}\\b`).test(text)),
      [],
    );
  });
}
