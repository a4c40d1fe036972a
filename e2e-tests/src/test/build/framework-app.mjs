/**
 * node framework-app.mjs PACKAGE FRAMEWORK: writes the application FRAMEWORK-app of ../web to the standard output, bundled with the
 * framework as it is in a browser, and with the bindings of the package in that folder.
 */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";
import { compile } from "svelte/compiler";

const [folder, framework] = process.argv.slice(2);
const { name: library, exports } = JSON.parse(readFileSync(join(folder, "package.json"), "utf8"));
const here = fileURLToPath(new URL(".", import.meta.url));

const plugin = {
  name: "sqlsync",
  setup(building) {
    building.onResolve({ filter: new RegExp(`^${library}/\\w+$`) }, ({ path }) => ({
      path: join(folder, exports[path.replace(library, ".")].default),
    }));
    // The page has loaded sqlsync.js, and its workers lie beside that.
    building.onResolve({ filter: new RegExp(`^(${library}|\\./sqlsync\\.js)$`) }, () => ({
      path: "/sqlsync/sqlsync.js",
      external: true,
    }));
    // The package does not lie in this repository's node_modules.
    building.onResolve(
      { filter: /^(vue|svelte|solid-js|kysely|drizzle-orm)(\/.*)?$/ },
      ({ path, resolveDir, pluginData }) =>
        pluginData === plugin || !resolveDir.startsWith(folder)
          ? undefined
          : building.resolve(path, { kind: "import-statement", resolveDir: here, pluginData: plugin }),
    );
    building.onLoad({ filter: /\.svelte$/ }, ({ path }) => ({
      contents: compile(readFileSync(path, "utf8"), { generate: "client", filename: path }).js.code,
    }));
  },
};

const { outputFiles } = await build({
  entryPoints: [fileURLToPath(new URL(`../web/frameworks/${framework}-app.js`, import.meta.url))],
  bundle: true,
  format: "esm",
  platform: "browser",
  define: {
    "process.env.NODE_ENV": '"development"',
    __VUE_OPTIONS_API__: "false",
    __VUE_PROD_DEVTOOLS__: "false",
    __VUE_PROD_HYDRATION_MISMATCH_DETAILS__: "false",
  },
  logLevel: "warning",
  write: false,
  plugins: [plugin],
});
process.stdout.write(outputFiles[0].contents);
