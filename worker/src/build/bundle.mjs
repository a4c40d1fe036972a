/**
 * node bundle.mjs MINIFY: makes META-INF/sqlsync/worker.js, one ES module of what TeaVM compiled and what lies beside it in target/web, and says
 * what it weighs without SQLite; and node-engine.js, the same for Node.
 */
import { fileURLToPath } from "node:url";
import { gzipSync } from "node:zlib";
import { build } from "esbuild";
import { bundle, COMPACT_JAVA, includeJavaSources, minifyFurther, MODULE } from "../../../bin/bundle.mjs";

const target = new URL("../../target/", import.meta.url);
const entry = new URL("web/worker-main.js", target);
const minify = process.argv[2] !== "false";

/** What a server sends of our own code, compressed. */
const GZIP_BYTES_MAX = 140 * 1024;

const options = {
  // What sql.js would ask for in Node.
  external: ["node:fs", "node:crypto"],
  // Where it would look whether this is Node; bundlers of applications have ideas of their own about these names.
  define: { __filename: "undefined", __dirname: "undefined", define: "undefined" },
  plugins: minify ? [COMPACT_JAVA] : [],
};
const finish = minify ? minifyFurther : undefined;

includeJavaSources(fileURLToPath(new URL("web/worker-impl.js", target)));
const maps = new URL("classes/META-INF/sqlsync-maps/worker.js.map", target);
await bundle(entry, new URL("classes/META-INF/sqlsync/worker.js", target), maps, minify, options, finish);

if (minify) {
  const ours = await build({
    ...MODULE,
    ...options,
    entryPoints: [fileURLToPath(entry)],
    external: [...options.external, "sql.js/*"],
    outfile: "worker.js",
    minify,
    sourcemap: "external",
    write: false,
  });
  const [map, code] = ours.outputFiles.map(({ text }) => text);
  const zipped = gzipSync(minifyFurther(code, map).code, { level: 9 }).length;
  console.log(`worker.js without SQLite: ${zipped} bytes gzipped (at most ${GZIP_BYTES_MAX})`);
  if (zipped > GZIP_BYTES_MAX) process.exitCode = 1;
}

/** The globals that the engine in Node gets from `startEngine(scope)`: it changes none of the process, and several may run in one. */
const SCOPE =
  "globalThis self location navigator close process surroundings moduleUrl Date crypto performance setTimeout clearTimeout " +
  "queueMicrotask fetch WebAssembly WebSocket BroadcastChannel XMLHttpRequest indexedDB Worker MessageChannel";

/** What `src/main/node` has in place of what web-shared has. */
const forNode = {
  name: "for-node",
  setup(build) {
    const own = fileURLToPath(new URL("../main/node/", import.meta.url));
    build.onResolve(
      { filter: /(^#shared|^\.)\/(reducers|transaction|determinism|globals)\.js$/ },
      ({ path, importer }) => {
        const name = path.slice(path.lastIndexOf("/") + 1);
        // Reducers and transactions are those of web-shared, with something around them.
        const around = !["determinism.js", "globals.js"].includes(name);
        const within = importer.startsWith(own) || (path.startsWith(".") && around);
        return within ? undefined : { path: `${own}${name}` };
      },
    );
  },
};

includeJavaSources(fileURLToPath(new URL("web/node-impl.js", target)));
await bundle(
  new URL("web/node-main.js", target),
  new URL("classes/META-INF/sqlsync/node-engine.js", target),
  new URL("classes/META-INF/sqlsync-maps/node-engine.js.map", target),
  minify,
  {
    ...options,
    format: "iife",
    define: { ...options.define, "import.meta.url": "moduleUrl" },
    plugins: [...options.plugins, forNode],
    banner: { js: `export function startEngine(scope) { const { ${SCOPE.replaceAll(" ", ", ")} } = scope;` },
    footer: { js: "}" },
  },
  finish,
);
