/**
 * node bundle.mjs: makes META-INF/sqlsync/worker.js, one ES module of what TeaVM compiled and what lies beside it in target/web, and says
 * what it weighs without SQLite.
 */
import { fileURLToPath } from "node:url";
import { gzipSync } from "node:zlib";
import { build } from "esbuild";

const module = new URL("../../", import.meta.url);
const path = (name) => fileURLToPath(new URL(name, module));

/** What a server sends of our own code, compressed: DESIGN's figure. */
const GZIP_BYTES_MAX = 164 * 1024;

const options = {
  entryPoints: [path("target/web/worker-main.js")],
  bundle: true,
  minify: true,
  format: "esm",
  target: "es2022",
  charset: "utf8",
  legalComments: "none",
  // What sql.js would ask for in Node.
  external: ["node:fs", "node:crypto"],
  // Where it would look whether this is Node; bundlers of applications have ideas of their own about these names.
  define: { __filename: "undefined", __dirname: "undefined", define: "undefined" },
  logLevel: "warning",
};

await build({ ...options, outfile: path("target/classes/META-INF/sqlsync/worker.js") });

const ours = await build({ ...options, external: [...options.external, "sql.js/*"], write: false });
const zipped = gzipSync(ours.outputFiles[0].contents, { level: 9 }).length;
console.log(`worker.js without SQLite: ${zipped} bytes gzipped (at most ${GZIP_BYTES_MAX})`);
if (zipped > GZIP_BYTES_MAX) process.exitCode = 1;
