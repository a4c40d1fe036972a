/** node bundle.mjs MINIFY: makes META-INF/sqlsync/storage-host.js, one ES module of what TeaVM compiled and what lies beside it in target/web. */
import { fileURLToPath } from "node:url";
import { bundle, includeJavaSources } from "../../../bin/bundle.mjs";

const target = new URL("../../target/", import.meta.url);

includeJavaSources(fileURLToPath(new URL("web/storage-host-impl.js", target)));
await bundle(
  new URL("web/storage-host-main.js", target),
  new URL("classes/META-INF/sqlsync/storage-host.js", target),
  new URL("classes/META-INF/sqlsync-maps/storage-host.js.map", target),
  process.argv[2] !== "false",
);
