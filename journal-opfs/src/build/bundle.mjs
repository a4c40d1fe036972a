/**
 * node bundle.mjs MINIFY: makes META-INF/sqlsync/storage-host.js, one ES module of what TeaVM compiled and what lies beside it in target/web;
 * and node-storage-host.js, the same as a function of the globals that it uses.
 */
import { fileURLToPath } from "node:url";
import { bundle, COMPACT_JAVA, includeJavaSources, minifyFurther } from "../../../bin/bundle.mjs";

const target = new URL("../../target/", import.meta.url);
const minify = process.argv[2] !== "false";

includeJavaSources(fileURLToPath(new URL("web/storage-host-impl.js", target)));
const make = (name, options) =>
  bundle(
    new URL("web/storage-host-main.js", target),
    new URL(`classes/META-INF/sqlsync/${name}`, target),
    new URL(`classes/META-INF/sqlsync-maps/${name}.map`, target),
    minify,
    { ...options, plugins: minify ? [COMPACT_JAVA] : [] },
    minify ? minifyFurther : undefined,
  );

/** What of the globals the host in Node gets from `startStorageHost(scope)`: files are those of a directory. */
const SCOPE =
  "globalThis, navigator, FileSystemFileHandle, close, setTimeout, clearTimeout, queueMicrotask, indexedDB, crypto";

await make("storage-host.js");
await make("node-storage-host.js", {
  format: "iife",
  banner: { js: `export function startStorageHost(scope) { const { ${SCOPE} } = scope;` },
  footer: { js: "}" },
});
