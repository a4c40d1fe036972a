/**
 * node react-app.mjs PACKAGE REACT: writes react-app.js to the standard output, bundled with the release of React whose packages have this
 * suffix ("", "-18"), as built for development, and with the hooks of the package in that folder.
 */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";

const [folder, suffix] = process.argv.slice(2);
const { name: library, exports } = JSON.parse(readFileSync(join(folder, "package.json"), "utf8"));

/** The page has loaded sqlsync.js, and its workers lie beside that. */
const sqlsync = {
  name: "sqlsync",
  setup(building) {
    building.onResolve({ filter: new RegExp(`^${library}/react$`) }, () => ({
      path: join(folder, exports["./react"].default),
    }));
    building.onResolve({ filter: new RegExp(`^(${library}|\\./sqlsync\\.js)$`) }, () => ({
      path: "/sqlsync/sqlsync.js",
      external: true,
    }));
    building.onResolve({ filter: /^notes-app$/ }, () => ({
      path: fileURLToPath(new URL("../../../../js-api/src/test/types/notes-app.tsx", import.meta.url)),
    }));
    // The package does not lie in this repository's node_modules.
    building.onResolve({ filter: /^react(-dom)?(\/.*)?$/ }, ({ path, pluginData }) =>
      pluginData === sqlsync
        ? undefined
        : building.resolve(
            path.replace(/^react(-dom)?/, (name) => name + suffix),
            {
              kind: "import-statement",
              resolveDir: fileURLToPath(new URL(".", import.meta.url)),
              pluginData: sqlsync,
            },
          ),
    );
  },
};

const { outputFiles } = await build({
  entryPoints: [fileURLToPath(new URL("../web/react-app.js", import.meta.url))],
  bundle: true,
  format: "esm",
  jsx: "automatic",
  define: { "process.env.NODE_ENV": '"development"' },
  logLevel: "warning",
  write: false,
  plugins: [sqlsync],
});
process.stdout.write(outputFiles[0].contents);
