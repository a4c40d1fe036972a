/**
 * node assemble.mjs VERSION: puts the npm package together in target/sqlsync, beside the sqlsync.js that bundle.mjs made. What the other
 * modules give lies in target/from-modules.
 */
import { copyFileSync, existsSync, writeFileSync } from "node:fs";

const module = new URL("../../", import.meta.url);
const target = new URL("target/sqlsync/", module);
const given = new URL("target/from-modules/META-INF/sqlsync/", module);
const [version] = process.argv.slice(2);

const files = ["sqlsync.js", "sqlsync.d.ts", "worker.js", "storage-host.js", "sql-wasm.wasm"];

copyFileSync(new URL("src/main/web/sqlsync.d.ts", module), new URL("sqlsync.d.ts", target));
for (const name of files) {
  if (existsSync(new URL(name, given))) copyFileSync(new URL(name, given), new URL(name, target));
}

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
