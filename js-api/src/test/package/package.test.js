/** The package as it is packed: run after it was put together. */
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { fileURLToPath, pathToFileURL } from "node:url";
import { build } from "esbuild";

const folder = fileURLToPath(new URL("../../../target/sqlsync/", import.meta.url));
const code = readFileSync(join(folder, "sqlsync.js"), "utf8");
const npm = (cwd, ...args) => execFileSync("npm", args, { cwd, encoding: "utf8", stdio: ["ignore", "pipe", "ignore"] });

/** A project that has installed the packed package, and nothing else. */
function inProject(use) {
  const project = mkdtempSync(join(tmpdir(), "sqlsync-package-"));
  try {
    npm(folder, "pack", "--pack-destination", project);
    const { version } = JSON.parse(readFileSync(join(folder, "package.json"), "utf8"));
    writeFileSync(join(project, "package.json"), '{ "private": true, "type": "module" }');
    npm(project, "install", "--offline", "--no-audit", "--no-fund", "--no-package-lock", `./sqlsync-${version}.tgz`);
    use(project);
  } finally {
    rmSync(project, { recursive: true });
  }
}

for (const name of ["sqlsync.js", "worker.js", "storage-host.js"]) {
  test(`${name} is one file that imports no other`, async () => {
    const { metafile } = await build({ entryPoints: [join(folder, name)], bundle: true, external: ["*"], format: "esm", write: false, metafile: true, logLevel: "silent" });
    assert.deepEqual(Object.values(metafile.outputs)[0].imports, []);
  });
}

test("sqlsync.js names its files in the form that bundlers look for", () => {
  assert.match(code, /new SharedWorker\(new URL\("\.\/worker\.js",import\.meta\.url\),\{type:"module",/);
  assert.match(code, /new Worker\(new URL\("\.\/storage-host\.js",import\.meta\.url\),\{type:"module"\}\)/);
});

test("bundlers are told to leave the import of reducers to the browser", () => {
  assert.match(readFileSync(join(folder, "worker.js"), "utf8"), /import\(\/\* webpackIgnore: true \*\/ \/\* @vite-ignore \*\/ \w+\)/);
});

test("importing the package has no side effect, also where there is no page", async () => {
  const before = Object.getOwnPropertyNames(globalThis).join();
  const sqlsync = await import(pathToFileURL(join(folder, "sqlsync.js")));
  assert.equal(Object.getOwnPropertyNames(globalThis).join(), before);
  assert.deepEqual(Object.keys(sqlsync).sort(), ["SqlSyncError", "configure", "deleteDocument", "importDocument", "listDocuments", "newDocumentId", "openDocument", "persist", "sql", "storageInfo", "version"]);
  assert.equal(sqlsync.version, JSON.parse(readFileSync(join(folder, "package.json"), "utf8")).version);
  await assert.rejects(sqlsync.openDocument("a", { reducer: "./r.js" }), { name: "SqlSyncError", code: "unsupported" });
  assert.equal(sqlsync.SqlSyncError.name, "SqlSyncError");
});

test("the wasm of the package is one", () => {
  assert.equal(readFileSync(join(folder, "sql-wasm.wasm")).subarray(0, 4).toString("latin1"), "\0asm");
});

test("the packed package installs, and a strict TypeScript project compiles against it", () => {
  inProject((project) => {
    writeFileSync(join(project, "main.ts"), `
      import { openDocument, sql, type SqlDocument } from "sqlsync";
      const doc: SqlDocument = await openDocument("a", { reducer: "./r.js" });
      const rows = await doc.query<{ n: number }>(sql\`select \${1} n\`);
      console.log(rows[0]?.n.toFixed());`);
    const tsc = createRequire(import.meta.url).resolve("typescript/bin/tsc");
    for (const [module, resolution] of [["NodeNext", "NodeNext"], ["ES2022", "Bundler"]]) {
      execFileSync("node", [tsc, "--strict", "--noEmit", "--target", "ES2022", "--lib", "ES2022,DOM,DOM.Iterable", "--module", module, "--moduleResolution", resolution, "main.ts"], { cwd: project });
    }
  });
});
