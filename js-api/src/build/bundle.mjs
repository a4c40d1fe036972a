/**
 * node bundle.mjs VERSION MINIFY: makes target/sqlsync/sqlsync.js, one ES module of everything in src/main/web that index.js needs.
 */
import { bundle } from "../../../bin/bundle.mjs";

const module = new URL("../../", import.meta.url);
const [version, minify] = process.argv.slice(2);

await bundle(
  new URL("src/main/web/index.js", module),
  new URL("target/sqlsync/sqlsync.js", module),
  new URL("target/sqlsync-maps/sqlsync.js.map", module),
  minify !== "false",
  { define: { SQLSYNC_VERSION: JSON.stringify(version) } },
);
