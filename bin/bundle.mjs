/**
 * Bundles JavaScript, compiled from Java or written by hand, into one ES module, and writes a source map beside the module's other maps.
 * The maps of a release lie in META-INF/sqlsync-maps of a module's jar, not in the package, and the bundle does not name them.
 */
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { basename, dirname } from "node:path";
import { fileURLToPath } from "node:url";
import remapping from "@jridgewell/remapping";
import { build } from "esbuild";
import { minifySync } from "rolldown/utils";
import { compact } from "./compact.mjs";

const root = new URL("../", import.meta.url);

/** How every module is bundled, for browsers and for the coordinator. */
export const MODULE = {
  bundle: true,
  format: "esm",
  target: "es2022",
  charset: "utf8",
  legalComments: "none",
  logLevel: "warning",
};

/** Where the Java that is compiled to JavaScript comes from. Classes of TeaVM's own library have no source here. */
const JAVA = ["core", "journal-opfs", "worker"].map((module) => new URL(`${module}/src/main/java/`, root));

/**
 * @param {string} script made by TeaVM, with its map beside it: the map gets the text of the sources, since a browser cannot fetch them
 */
export function includeJavaSources(script) {
  const file = `${script}.map`;
  const map = JSON.parse(readFileSync(file, "utf8"));
  map.sourcesContent = map.sources.map((source) => {
    const found = JAVA.map((folder) => new URL(source, folder)).find((url) => existsSync(url));
    return found === undefined ? null : readFileSync(found, "utf8");
  });
  map.sourceRoot = "";
  map.sources = map.sources.map((source) => `java/${source}`);
  writeFileSync(file, JSON.stringify(map));
}

/** For minified bundles: a plugin of esbuild that compacts what TeaVM compiled, each script once. */
export const COMPACT_JAVA = {
  name: "compact-java",
  setup(build) {
    build.onLoad({ filter: /-impl\.js$/ }, ({ path }) => {
      if (!compacted.has(path)) {
        const { code, map } = compact(readFileSync(path, "utf8"), readFileSync(`${path}.map`, "utf8"));
        const inline = Buffer.from(map).toString("base64");
        compacted.set(path, `${code}\n//# sourceMappingURL=data:application/json;base64,${inline}\n`);
      }
      return { contents: compacted.get(path), loader: "js" };
    });
  },
};
const compacted = new Map();

/**
 * Minifies with oxc, which writes 1 to 2 percent less than esbuild, compressed.
 *
 * @param {string} code
 * @param {string} map
 */
export function minifyFurther(code, map) {
  const options = { module: true, sourcemap: true, compress: { target: MODULE.target }, mangle: { toplevel: true } };
  const minified = minifySync("bundle.js", code, options);
  if (minified.errors.length > 0) throw new Error(minified.errors.map(({ message }) => message).join("\n"));
  return {
    // Bundlers look for the files of workers in quotes.
    code: minified.code.replaceAll(/`(\.\/[\w.-]+|module)`/g, '"$1"'),
    map: JSON.stringify(remapping([JSON.stringify(minified.map), map], () => null)),
  };
}

/**
 * @param {URL} entry
 * @param {URL} outfile
 * @param {URL} mapFile
 * @param {boolean} minify
 * @param {import("esbuild").BuildOptions} [options]
 * @param {(code: string, map: string) => { code: string, map: string }} [finish] what is done with the bundle
 */
export async function bundle(entry, outfile, mapFile, minify, options = {}, finish = (code, map) => ({ code, map })) {
  const result = await build({
    entryPoints: [fileURLToPath(entry)],
    outfile: fileURLToPath(outfile),
    ...MODULE,
    minify,
    sourcemap: "external",
    write: false,
    ...options,
  });
  const [bundled, mapped] = [".js", ".map"].map(
    (end) => result.outputFiles.find(({ path }) => path.endsWith(end)).text,
  );
  const { code, map } = finish(bundled, mapped);
  for (const [to, text] of [
    [outfile, code],
    [mapFile, withPlainNames(map, basename(fileURLToPath(outfile)))],
  ]) {
    mkdirSync(dirname(fileURLToPath(to)), { recursive: true });
    writeFileSync(to, text);
  }
}

/** Sources by the names of the project's folders, not by where they lay while this was built. */
function withPlainNames(contents, file) {
  const map = JSON.parse(contents);
  map.file = file;
  map.sources = map.sources.map((source) =>
    source.replace(/^(\.\.\/)+/, "").replace(/^.*\/(java\/(sqlsync|org)\/)/, "$1"),
  );
  return JSON.stringify(map);
}
