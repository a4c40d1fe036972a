/**
 * node bundle.mjs VERSION: makes target/sqlsync/sqlsync.js, one ES module of everything in src/main/web that index.js needs.
 */
import { mkdirSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";

const module = new URL("../../", import.meta.url);
const target = new URL("target/sqlsync/sqlsync.js", module);
const [version] = process.argv.slice(2);

mkdirSync(new URL(".", target), { recursive: true });
await build({
  entryPoints: [fileURLToPath(new URL("src/main/web/index.js", module))],
  outfile: fileURLToPath(target),
  bundle: true,
  minify: true,
  format: "esm",
  target: "es2022",
  define: { SQLSYNC_VERSION: JSON.stringify(version) },
  logLevel: "warning",
});
