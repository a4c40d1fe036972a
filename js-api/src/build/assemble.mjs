/**
 * node assemble.mjs VERSION MINIFY: puts the npm package together in target/sqlsync, beside the sqlsync.js that bundle.mjs made, and says what each file
 * weighs. What the other modules give lies in target/from-modules.
 *
 * Source maps lie in target/sqlsync-maps, beside the package. Where nothing is minified, which is a build for development, they lie in the
 * package, and its scripts name them.
 */
import { appendFileSync, copyFileSync, cpSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { gzipSync } from "node:zlib";
import remapping from "@jridgewell/remapping";
import MagicString from "magic-string";
import { common, names } from "../../../bin/manifest.mjs";

const module = new URL("../../", import.meta.url);
const target = new URL("target/sqlsync/", module);
const given = new URL("target/from-modules/META-INF/sqlsync/", module);
const givenMaps = new URL("target/from-modules/META-INF/sqlsync-maps/", module);
const maps = new URL("target/sqlsync-maps/", module);
const [version, minify] = process.argv.slice(2);

/** Modules for a library that the application has. */
const BINDINGS = ["react", "vue", "svelte", "solid", "kysely", "drizzle"];
const SCRIPTS = ["sqlsync.js", ...BINDINGS.map((name) => `${name}.js`), "reducer.js", "worker.js", "storage-host.js"];
/** The engine in Node. */
const NODE_SCRIPTS = ["testing.js", "node.js", "node-page.js", "node-engine.js", "node-storage-host.js"];
/** Those that run in Node, readable as they are. */
const TOOLS = ["vite.js", "cli.js", "reducer-build.js"];
const TYPES = ["sqlsync.d.ts", ...BINDINGS.map((name) => `${name}.d.ts`), "reducer.d.ts"];
const NODE_TYPES = ["testing.d.ts", "node.d.ts", "vite.d.ts"];
const files = [...SCRIPTS, ...NODE_SCRIPTS, ...TOOLS, ...TYPES, ...NODE_TYPES, "sql-wasm.wasm"];

for (const name of TYPES) copyFileSync(new URL(`src/main/web/${name}`, module), new URL(name, target));
for (const name of NODE_TYPES) {
  const types = readFileSync(new URL(`src/main/node/${name}`, module), "utf8");
  writeFileSync(new URL(name, target), types.replaceAll('"#contract"', '"./sqlsync.js"'));
}
for (const name of ["storage-host.js", "node-engine.js", "node-storage-host.js", "sql-wasm.wasm"])
  copyFileSync(new URL(name, given), new URL(name, target));
for (const name of ["storage-host.js.map", "node-engine.js.map", "node-storage-host.js.map"])
  copyFileSync(new URL(name, givenMaps), new URL(name, maps));
for (const [name, from] of [
  ["README.md", new URL("src/main/package/README.md", module)],
  ["LICENSE", new URL("../LICENSE", module)],
  ["NOTICE", new URL("../NOTICE", module)],
])
  copyFileSync(from, new URL(name, target));
writeWorker();
for (const name of [...SCRIPTS, ...NODE_SCRIPTS]) rmSync(new URL(`${name}.map`, target), { force: true });
if (minify === "false") nameMaps();

const manifest = {
  name: names.library,
  version,
  description: "A SQLite database per document in the browser, shared by every tab and kept on the device.",
  keywords: ["sqlite", "local-first", "offline", "sync", "opfs", "wasm"],
  ...common("js-api"),
  engines: { node: ">=20" },
  type: "module",
  exports: {
    ".": { types: "./sqlsync.d.ts", default: "./sqlsync.js" },
    ...Object.fromEntries(
      [...BINDINGS, "reducer", "vite", "node", "testing"].map((name) => [
        `./${name}`,
        { types: `./${name}.d.ts`, default: `./${name}.js` },
      ]),
    ),
    "./worker.js": "./worker.js",
    "./storage-host.js": "./storage-host.js",
    "./sql-wasm.wasm": "./sql-wasm.wasm",
    "./package.json": "./package.json",
  },
  types: "./sqlsync.d.ts",
  bin: { sqlsync: "./cli.js" },
  // The workers are nothing but side effects; what a page imports has none.
  sideEffects: ["./worker.js", "./storage-host.js"],
  // npm takes README and LICENSE by itself.
  files: [...files, "NOTICE"],
  // What makes one file of a reducer; no page loads it.
  dependencies: { esbuild: versionOf("esbuild") },
  peerDependencies: {
    react: ">=18",
    vue: ">=3.3",
    svelte: ">=4",
    "solid-js": ">=1.6",
    kysely: ">=0.27",
    "drizzle-orm": ">=0.44 <1",
    ws: ">=8",
  },
  peerDependenciesMeta: {
    react: { optional: true },
    vue: { optional: true },
    svelte: { optional: true },
    "solid-js": { optional: true },
    kysely: { optional: true },
    "drizzle-orm": { optional: true },
    // Of sqlsync/node, where Node has no WebSocket.
    ws: { optional: true },
  },
};
writeFileSync(new URL("package.json", target), `${JSON.stringify(manifest, null, 2)}\n`);

assembleStarter();

/** What a server sends of a page, compressed, at most so much. The worker's build looks at the worker. */
const gzipBytesMax = {
  "sqlsync.js": 13 * 1024,
  "react.js": 2560,
  "vue.js": 2560,
  "svelte.js": 2560,
  "solid.js": 2560,
  "kysely.js": 1024,
  "drizzle.js": 2048,
};

for (const name of files.filter((each) => !each.endsWith(".d.ts"))) {
  const bytes = readFileSync(new URL(name, target));
  const zipped = gzipSync(bytes, { level: 9 }).length;
  const most = gzipBytesMax[name];
  console.log(`${name}: ${bytes.length} bytes, ${zipped} gzipped${most ? ` (at most ${most})` : ""}`);
  if (zipped > most && minify !== "false") process.exitCode = 1;
}

/** The package that makes new applications. */
function assembleStarter() {
  const starter = new URL("target/create-sqlsync-app/", module);
  rmSync(starter, { recursive: true, force: true });
  cpSync(new URL("src/main/starter/", module), starter, { recursive: true });
  for (const name of ["LICENSE", "NOTICE"]) copyFileSync(new URL(`../${name}`, module), new URL(name, starter));
  const own = {
    name: names.create,
    version,
    description: "Makes an application with SQLSync: Vite, React, TypeScript, a typed reducer, tests, a coordinator.",
    keywords: ["sqlsync", "sqlite", "local-first", "vite", "react"],
    ...common("js-api"),
    engines: manifest.engines,
    type: "module",
    bin: { "create-sqlsync-app": "./create.js" },
    files: ["create.js", "template", "NOTICE"],
  };
  writeFileSync(new URL("package.json", starter), `${JSON.stringify(own, null, 2)}\n`);
}

/** @param {string} name of a package that the build itself uses */
function versionOf(name) {
  const { devDependencies } = JSON.parse(readFileSync(new URL("../package.json", module), "utf8"));
  return `^${devDependencies[name]}`;
}

function writeWorker() {
  const worker = forBundlers(readFileSync(new URL("worker.js", given), "utf8"));
  const original = readFileSync(new URL("worker.js.map", givenMaps), "utf8");
  const edits = worker.generateMap({ source: "worker.js", hires: "boundary" });
  const map = remapping(edits.toString(), (source) => (source === "worker.js" ? JSON.parse(original) : null));
  writeFileSync(new URL("worker.js", target), worker.toString());
  writeFileSync(new URL("worker.js.map", maps), JSON.stringify({ ...map, file: "worker.js" }));
}

function nameMaps() {
  for (const name of [...SCRIPTS, ...NODE_SCRIPTS]) {
    copyFileSync(new URL(`${name}.map`, maps), new URL(`${name}.map`, target));
    appendFileSync(new URL(name, target), `//# sourceMappingURL=${name}.map\n`);
  }
}

/**
 * A bundler that has the worker pass through it must leave the import of reducers to the browser. It is told so by a comment in the
 * import, which minifying took away.
 *
 * @param {string} worker
 */
function forBundlers(worker) {
  const imports = [...worker.matchAll(/\bimport\((\w+)\)/g)];
  if (imports.length !== 1)
    throw new Error(`worker.js has ${imports.length} imports of a variable instead of one, that of reducers.`);
  const [[found, variable]] = imports;
  return new MagicString(worker).replace(
    found,
    () => `import(/* webpackIgnore: true */ /* @vite-ignore */ ${variable})`,
  );
}
