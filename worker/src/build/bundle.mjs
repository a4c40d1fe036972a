/**
 * node bundle.mjs MINIFY: makes META-INF/sqlsync/worker.js, one ES module of what TeaVM compiled and what lies beside it in target/web, and says
 * what it weighs without SQLite.
 */
import { fileURLToPath } from "node:url";
import { gzipSync } from "node:zlib";
import { build } from "esbuild";
import { MODULE, bundle, includeJavaSources } from "../../../bin/bundle.mjs";

const target = new URL("../../target/", import.meta.url);
const entry = new URL("web/worker-main.js", target);
const minify = process.argv[2] !== "false";

/** What a server sends of our own code, compressed. */
const GZIP_BYTES_MAX = 176 * 1024;

const options = {
  // What sql.js would ask for in Node.
  external: ["node:fs", "node:crypto"],
  // Where it would look whether this is Node; bundlers of applications have ideas of their own about these names.
  define: { __filename: "undefined", __dirname: "undefined", define: "undefined" },
};

includeJavaSources(fileURLToPath(new URL("web/worker-impl.js", target)));
const maps = new URL("classes/META-INF/sqlsync-maps/worker.js.map", target);
await bundle(entry, new URL("classes/META-INF/sqlsync/worker.js", target), maps, minify, options);

if (minify) {
  const ours = await build({
    ...MODULE,
    ...options,
    entryPoints: [fileURLToPath(entry)],
    external: [...options.external, "sql.js/*"],
    minify,
    write: false,
  });
  const zipped = gzipSync(ours.outputFiles[0].contents, { level: 9 }).length;
  console.log(`worker.js without SQLite: ${zipped} bytes gzipped (at most ${GZIP_BYTES_MAX})`);
  if (zipped > GZIP_BYTES_MAX) process.exitCode = 1;
}
