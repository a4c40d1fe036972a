/**
 * node bundle.mjs VERSION: makes target/sqlsync/sqlsync.js, one ES module of everything in src/main/web that index.js needs, and says its
 * size as a page loads it.
 */
import { mkdirSync, readFileSync } from "node:fs";
import { gzipSync } from "node:zlib";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";

const GZIP_BYTES_MAX = 12 * 1024;
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

const bytes = readFileSync(target);
const zipped = gzipSync(bytes, { level: 9 }).length;
console.log(`sqlsync.js ${version}: ${bytes.length} bytes, ${zipped} gzipped (at most ${GZIP_BYTES_MAX})`);
if (zipped > GZIP_BYTES_MAX) process.exitCode = 1;
