/**
 * node bundle.mjs VERSION MINIFY: makes target/sqlsync/sqlsync.js, one ES module of everything in src/main/web that index.js needs, and
 * react.js, of everything that react-hooks.js needs but sqlsync.js and the application's React.
 */
import { bundle } from "../../../bin/bundle.mjs";
import { bundleForNode } from "./bundle-node.mjs";

const module = new URL("../../", import.meta.url);
const [version, minify] = process.argv.slice(2);

await bundle(
  new URL("src/main/web/index.js", module),
  new URL("target/sqlsync/sqlsync.js", module),
  new URL("target/sqlsync-maps/sqlsync.js.map", module),
  minify !== "false",
  { define: { SQLSYNC_VERSION: JSON.stringify(version) } },
);

await bundle(
  new URL("src/main/web/react-hooks.js", module),
  new URL("target/sqlsync/react.js", module),
  new URL("target/sqlsync-maps/react.js.map", module),
  minify !== "false",
  // Where components are rendered on a server, hooks belong to those of the browser.
  { external: ["react", "*/sqlsync.js"], banner: { js: '"use client";' } },
);

await bundleForNode(version, minify !== "false");
