/**
 * node bundle.mjs VERSION MINIFY: makes target/sqlsync/sqlsync.js, one ES module of everything in src/main/web that index.js needs, and
 * a module for each framework, of everything that its bindings need but sqlsync.js and the framework, which the application has; reducer.js,
 * what reducers import of us; and vite.js, cli.js and reducer-build.js, which run in Node.
 */
import { bundle, minifyFurther } from "../../../bin/bundle.mjs";
import { bundleForNode } from "./bundle-node.mjs";
import { PAGE_OPTIONS } from "./page-minifier.mjs";

const module = new URL("../../", import.meta.url);
const [version, minify] = process.argv.slice(2);

await bundle(
  new URL("src/main/web/index.js", module),
  new URL("target/sqlsync/sqlsync.js", module),
  new URL("target/sqlsync-maps/sqlsync.js.map", module),
  false,
  { define: { SQLSYNC_VERSION: JSON.stringify(version) }, ...(minify !== "false" && PAGE_OPTIONS) },
  minify === "false" ? undefined : minifyFurther,
);

for (const [name, entry, library, options] of [
  // Where components are rendered on a server, hooks belong to those of the browser.
  ["react", "react-hooks", "react", { banner: { js: '"use client";' } }],
  ["vue", "vue-bindings", "vue", {}],
  ["svelte", "svelte-stores", "svelte/store", {}],
  ["solid", "solid-primitives", "solid-js", {}],
  ["kysely", "kysely-queries", "kysely", {}],
  ["drizzle", "drizzle-queries", "drizzle-orm", {}],
]) {
  await bundle(
    new URL(`src/main/web/${entry}.js`, module),
    new URL(`target/sqlsync/${name}.js`, module),
    new URL(`target/sqlsync-maps/${name}.js.map`, module),
    minify !== "false",
    { external: [library, "*/sqlsync.js"], ...options },
  );
}

await bundle(
  new URL("src/main/web/reducer.js", module),
  new URL("target/sqlsync/reducer.js", module),
  new URL("target/sqlsync-maps/reducer.js.map", module),
  // It is bundled once more.
  false,
);

for (const name of ["reducer-build", "vite", "cli"]) {
  await bundle(
    new URL(`src/main/node/${name}.js`, module),
    new URL(`target/sqlsync/${name}.js`, module),
    new URL(`target/sqlsync-maps/${name}.js.map`, module),
    // Developers read the stacks of their tools.
    false,
    {
      platform: "node",
      external: ["esbuild", "./reducer-build.js", "./testing.js"],
    },
  );
}

await bundleForNode(version, minify !== "false");
