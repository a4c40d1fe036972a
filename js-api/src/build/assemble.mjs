/**
 * node assemble.mjs VERSION: puts the npm package together in target/sqlsync, beside the sqlsync.js that bundle.mjs made, and says what each file weighs.
 * What the other modules give lies in target/from-modules.
 */
import { copyFileSync, readFileSync, writeFileSync } from "node:fs";
import { gzipSync } from "node:zlib";

const module = new URL("../../", import.meta.url);
const target = new URL("target/sqlsync/", module);
const given = new URL("target/from-modules/META-INF/sqlsync/", module);
const [version] = process.argv.slice(2);

const files = ["sqlsync.js", "sqlsync.d.ts", "worker.js", "storage-host.js", "sql-wasm.wasm"];

copyFileSync(new URL("src/main/web/sqlsync.d.ts", module), new URL("sqlsync.d.ts", target));
for (const name of ["storage-host.js", "sql-wasm.wasm"]) copyFileSync(new URL(name, given), new URL(name, target));
writeFileSync(new URL("worker.js", target), forBundlers(readFileSync(new URL("worker.js", given), "utf8")));

const manifest = {
  name: "sqlsync",
  version,
  description: "A SQLite database per document in the browser, shared by every tab and kept on the device.",
  type: "module",
  exports: {
    ".": { types: "./sqlsync.d.ts", default: "./sqlsync.js" },
    "./worker.js": "./worker.js",
    "./storage-host.js": "./storage-host.js",
    "./sql-wasm.wasm": "./sql-wasm.wasm",
    "./package.json": "./package.json",
  },
  types: "./sqlsync.d.ts",
  // The workers are nothing but side effects; what a page imports has none.
  sideEffects: ["./worker.js", "./storage-host.js"],
  files,
};
writeFileSync(new URL("package.json", target), `${JSON.stringify(manifest, null, 2)}\n`);

/** What a server sends of a page, compressed, as DESIGN says, at most so much. The worker's build looks at the worker. */
const gzipBytesMax = { "sqlsync.js": 14 * 1024 };

for (const name of files.filter((each) => !each.endsWith(".d.ts"))) {
  const bytes = readFileSync(new URL(name, target));
  const zipped = gzipSync(bytes, { level: 9 }).length;
  const most = gzipBytesMax[name];
  console.log(`${name}: ${bytes.length} bytes, ${zipped} gzipped${most ? ` (at most ${most})` : ""}`);
  if (zipped > most) process.exitCode = 1;
}

/**
 * A bundler that has the worker pass through it must leave the import of reducers to the browser. It is told so by a comment in the
 * import, which minifying took away.
 *
 * @param {string} worker
 */
function forBundlers(worker) {
  const imports = [...worker.matchAll(/\bimport\((\w+)\)/g)];
  if (imports.length !== 1) throw new Error(`worker.js has ${imports.length} imports of a variable instead of one, that of reducers.`);
  const [[found, variable]] = imports;
  return worker.replace(found, () => `import(/* webpackIgnore: true */ /* @vite-ignore */ ${variable})`);
}
