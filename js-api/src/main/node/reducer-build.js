/**
 * Makes of a reducer's source, in TypeScript or JavaScript, with what it imports, the one ES module that the worker and the coordinator
 * load. It is refused where it would not run there: each fault has a file, a line and a column.
 */
import { randomBytes } from "node:crypto";
import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { builtinModules, SourceMap } from "node:module";
import { basename, dirname, join, relative, resolve, sep } from "node:path";
import { fileURLToPath } from "node:url";
import { build, context, formatMessages, transform } from "esbuild";
import { inspect, parentsIn } from "./inspection.js";
import { ShapeFault, shapeOf } from "./reducer-shape.js";

/** @typedef {import("esbuild").PartialMessage & { text: string }} Message */
/** @typedef {import("./inspection.js").Node} Node */

/**
 * @typedef {object} BuildOptions
 * @property {string} [root] directory that names of files in messages are relative to
 * @property {boolean} [minify]
 * @property {readonly string[]} [allowGlobals] globals that are not complained of
 * @property {import("esbuild").Plugin[]} [plugins] of esbuild
 */

/**
 * @typedef {object} BuiltReducer
 * @property {string} code of the module
 * @property {string | null} map its source map, as text; null where it is minified
 * @property {string} name of the document type
 * @property {string[]} inputs files that it is made of, absolute
 * @property {Message[]} warnings
 */

/** What is wrong with a reducer. */
export class ReducerFault extends Error {
  /**
   * @param {Message[]} errors
   * @param {Message[]} warnings
   */
  constructor(errors, warnings) {
    super(errors.map(oneLine).join("\n"));
    this.name = "ReducerFault";
    this.errors = errors;
    this.warnings = warnings;
  }
}

/** @param {Message} message */
export function oneLine({ text, location }) {
  return location ? `${location.file}:${location.line}:${(location.column ?? 0) + 1}: ${text}` : text;
}

/**
 * For a terminal, with the lines of the source.
 *
 * @param {Message[]} messages
 * @param {"error" | "warning"} kind
 * @param {boolean} color
 */
export async function shown(messages, kind, color) {
  const formatted = await formatMessages(messages, { kind, color, terminalWidth: 120 });
  return formatted.join("");
}

/** More of one kind help nobody. */
const MESSAGES_MAX = 20;

/** The package that this file is in. */
const LIBRARY = "sqlsync";

/** What reducers may import of it needs no page. */
const OURS = new Map(
  [
    [LIBRARY, "./reducer.js"],
    [`${LIBRARY}/reducer`, "./reducer.js"],
    [`${LIBRARY}/kysely`, "./kysely.js"],
    [`${LIBRARY}/drizzle`, "./drizzle.js"],
  ].map(([name, file]) => [name, fileURLToPath(new URL(file, import.meta.url))]),
);

/**
 * Files of Drizzle that name globals which a reducer lacks, in functions that are not called in one: there is no cache, and the library
 * has its own in place of those that use `Buffer`. In tests, in Node, there is one.
 */
const DRIZZLE_FILES = /[\\/]drizzle-orm[\\/](sqlite-core[\\/]columns[\\/]blob|cache[\\/]core[\\/]cache)\.js$/;

/** @type {import("esbuild").Plugin} */
const rules = {
  name: "sqlsync-reducer",
  setup({ onLoad, onResolve }) {
    onResolve({ filter: new RegExp(`^${LIBRARY}(/.*)?$`) }, ({ path }) => {
      const ours = OURS.get(path);
      if (ours !== undefined) return { path: ours, sideEffects: false };
      const text = `A reducer cannot import "${path}": it has \`sql\` and \`defineReducer\` of "${LIBRARY}/reducer", \`toSql\` of "${LIBRARY}/kysely" and "${LIBRARY}/drizzle", and no page.`;
      return { errors: [{ text }] };
    });
    onLoad({ filter: DRIZZLE_FILES }, ({ path }) => ({
      contents: `var Buffer = globalThis.Buffer, crypto; ${readFileSync(path, "utf8")}`,
      loader: "js",
    }));
    onResolve({ filter: /\.(css|scss|sass|less)(\?.*)?$/ }, ({ path }) => ({
      errors: [{ text: `A reducer cannot import the style sheet "${path}".` }],
    }));
    onResolve({ filter: /./ }, ({ kind }) =>
      kind === "dynamic-import"
        ? {
            errors: [
              {
                text: "A reducer is one file, and a mutation is synchronous: import at the top of the file instead of with import().",
              },
            ],
          }
        : undefined,
    );
  },
};

/**
 * @param {string} entry absolute
 * @param {Required<Pick<BuildOptions, "root" | "plugins">>} options
 * @returns {import("esbuild").BuildOptions & { write: false, metafile: true }}
 */
const bundling = (entry, { root, plugins }) => ({
  entryPoints: [entry],
  absWorkingDir: root,
  // Sources in the map are relative to it.
  outfile: join(root, "reducer.js"),
  bundle: true,
  format: "esm",
  platform: "browser",
  target: "es2022",
  charset: "utf8",
  legalComments: "none",
  // The same module in development and production.
  define: { "process.env.NODE_ENV": '"production"' },
  sourcemap: "external",
  metafile: true,
  write: false,
  logLevel: "silent",
  plugins: [...plugins, rules],
});

/**
 * @param {string} entry
 * @param {BuildOptions} [options]
 * @returns {Promise<BuiltReducer>} fails with a ReducerFault
 */
export async function buildReducer(entry, options = {}) {
  const given = complete(entry, options);
  /** @type {any} */
  let result;
  try {
    result = await build(bundling(given.entry, given));
  } catch (error) {
    throw faultOf(error);
  }
  return finish(result, given);
}

/**
 * Builds it now, and again whenever a file that it is made of changes, until the function that comes back is called.
 *
 * @param {string} entry
 * @param {BuildOptions} options
 * @param {(built: BuiltReducer | null, fault: ReducerFault | null) => void | Promise<void>} onBuilt
 * @returns {Promise<() => Promise<void>>}
 */
export async function watchReducer(entry, options, onBuilt) {
  const given = complete(entry, options);
  /** @type {import("esbuild").Plugin} */
  const end = {
    name: "sqlsync-built",
    setup({ onEnd }) {
      onEnd(async (result) => {
        try {
          if (result.errors.length > 0) throw faultOf(result);
          await onBuilt(await finish(/** @type {any} */ (result), given), null);
        } catch (error) {
          if (!(error instanceof ReducerFault)) throw error;
          await onBuilt(null, error);
        }
      });
    },
  };
  const watching = await context({ ...bundling(given.entry, given), plugins: [...given.plugins, rules, end] });
  await watching.watch();
  return () => watching.dispose();
}

/**
 * @param {string} entry
 * @param {BuildOptions} options
 */
function complete(entry, { root = process.cwd(), minify = false, allowGlobals = [], plugins = [] }) {
  const absolute = resolve(root, entry);
  if (!existsSync(absolute)) throw new ReducerFault([{ text: `There is no file ${entry}.` }], []);
  return { entry: absolute, root, minify, allowed: new Set(allowGlobals), plugins };
}

/** @typedef {ReturnType<typeof complete>} Given */

/**
 * What esbuild says of names of Node's modules helps those who want to run in Node.
 *
 * @param {unknown} error
 */
function faultOf(error) {
  const { errors, warnings = [] } = /** @type {import("esbuild").BuildFailure} */ (error);
  if (!Array.isArray(errors)) throw error;
  return new ReducerFault(
    errors.map((message) => {
      const name = /^Could not resolve "(?:node:)?([^"]*)"/.exec(message.text)?.[1];
      if (name === undefined || !builtinModules.includes(name)) return { ...message, pluginName: "" };
      const text = `"${name}" is a module of Node: a reducer runs in browsers and in the coordinator, and cannot import it.`;
      return { ...message, pluginName: "", text, notes: [] };
    }),
    warnings,
  );
}

/**
 * @param {{ outputFiles: import("esbuild").OutputFile[], metafile: import("esbuild").Metafile, warnings: Message[] }} result
 * @param {Given} given
 * @returns {Promise<BuiltReducer>}
 */
async function finish({ outputFiles, metafile, warnings: said }, given) {
  const { entry, root, minify, allowed } = given;
  const file = relative(root, entry).split(sep).join("/");
  const code = textOf(outputFiles, "reducer.js");
  const mapText = textOf(outputFiles, "reducer.js.map");
  const places = new Places(code, mapText);

  const { errors, warnings, exported, program } = inspect(code, allowed);
  const messages = {
    errors: errors.slice(0, MESSAGES_MAX).map(({ text, node }) => places.message(text, node.start, node.end)),
    warnings: warnings
      .map(({ text, node, own }) => ({ own, ...places.message(text, node.start, node.end) }))
      .filter(({ own, location }) => !own || !location?.file?.includes("node_modules/"))
      .slice(0, MESSAGES_MAX)
      .map(({ own, ...message }) => message),
  };
  const allWarnings = [...said, ...messages.warnings];
  if (messages.errors.length > 0) throw new ReducerFault(messages.errors, allWarnings);

  const name = checkedShape();
  // Of a map that is not inlined only its name is part of the module, so that a comment that was edited is no other reducer.
  const module = minify
    ? (await transform(code, { format: "esm", target: "es2022", charset: "utf8", minify: true })).code
    : code;
  const inputs = Object.keys(metafile.inputs)
    .filter((path) => !/^[\w-]{2,}:/.test(path))
    .map((path) => resolve(root, path));
  return { code: module, map: minify ? null : mapText, name, inputs, warnings: allWarnings };

  function checkedShape() {
    try {
      const { name, functions } = shapeOf(code, program, file);
      const faults = functions.map(({ name, kind }) => {
        const why =
          kind === "async" ? "is async; mutations and migrations are synchronous" : "is a generator, which nobody runs";
        const at = functionNode(program, name) ?? exported;
        const text = `The ${name} of the reducer ${file} ${why}.`;
        return at === null ? { text } : places.message(text, at.start, at.end);
      });
      if (faults.length > 0) throw new ReducerFault(faults, allWarnings);
      return name;
    } catch (error) {
      if (!(error instanceof ShapeFault)) throw error;
      const { message, place } = error;
      if (place !== null) throw new ReducerFault([places.messageAt(message, place.line, place.column)], allWarnings);
      if (exported === null) throw new ReducerFault([{ text: message }], allWarnings);
      throw new ReducerFault([places.message(message, exported.start, exported.end)], allWarnings);
    }
  }
}

/**
 * @param {Node} program
 * @param {string} name as `shapeOf` has it
 * @returns {Node | null} the property that is a mutation, where it is written out
 */
function functionNode(program, name) {
  const key = /"(.*)"$/.exec(name)?.[1];
  for (const [node] of parentsIn(program)) {
    if (node.type !== "Property" || /** @type {any} */ (node.key).name !== key) continue;
    const { value } = /** @type {any} */ (node);
    if (value.async || value.generator) return node;
  }
  return null;
}

/**
 * @param {import("esbuild").OutputFile[]} files
 * @param {string} name
 */
function textOf(files, name) {
  const file = files.find(({ path }) => basename(path) === name);
  if (file === undefined) throw new Error(`esbuild made no ${name}.`);
  return file.text;
}

/** Places of a bundle in its sources. */
class Places {
  #lineStarts;
  #map;
  #sources;

  /**
   * @param {string} code
   * @param {string} mapText
   */
  constructor(code, mapText) {
    this.#lineStarts = [0];
    for (let at = code.indexOf("\n"); at >= 0; at = code.indexOf("\n", at + 1)) this.#lineStarts.push(at + 1);
    const map = JSON.parse(mapText);
    this.#map = new SourceMap(map);
    this.#sources = new Map(
      map.sources.map((/** @type {string} */ name, /** @type {number} */ i) => [name, map.sourcesContent[i]]),
    );
  }

  /**
   * @param {string} text
   * @param {number} start offset in the bundle
   * @param {number} end
   * @returns {Message}
   */
  message(text, start, end) {
    const line = this.#lineOf(start);
    const column = start - this.#lineStarts[line];
    const nextLine = this.#lineStarts[line + 1] ?? Infinity;
    return this.messageAt(text, line + 1, column + 1, Math.min(end, nextLine - 1) - start);
  }

  /**
   * @param {string} text
   * @param {number} line of the bundle, from 1
   * @param {number} column from 1
   * @param {number} [length]
   * @returns {Message}
   */
  messageAt(text, line, column, length = 1) {
    const found = /** @type {any} */ (this.#map.findEntry(line - 1, column - 1));
    if (found.originalSource === undefined) return { text };
    const { originalSource: file, originalLine, originalColumn } = found;
    const lineText = this.#sources.get(file)?.split("\n")[originalLine] ?? "";
    return {
      text,
      location: {
        file,
        line: originalLine + 1,
        column: originalColumn,
        length: Math.max(1, Math.min(length, lineText.length - originalColumn)),
        lineText,
      },
    };
  }

  /** @param {number} offset */
  #lineOf(offset) {
    let [low, high] = [0, this.#lineStarts.length];
    while (high - low > 1) {
      const middle = (low + high) >> 1;
      if (this.#lineStarts[middle] <= offset) low = middle;
      else high = middle;
    }
    return low;
  }
}

/**
 * The name of a reducer's file without what makes it one: `notes` of `src/notes.reducer.ts`.
 *
 * @param {string} file
 */
export const stemOf = (file) => basename(file).replace(/(\.reducer)?\.[cm]?[jt]sx?$/, "");

/**
 * Writes a file that others read meanwhile: they see the one before or this one, whole. One that is the same already is left alone.
 *
 * @param {string} path
 * @param {string} text
 * @returns {boolean} whether it was another one
 */
export function writeWhole(path, text) {
  if (existsSync(path) && readFileSync(path, "utf8") === text) return false;
  mkdirSync(dirname(path), { recursive: true });
  const temporary = join(dirname(path), `.${basename(path)}.${randomBytes(6).toString("hex")}.new`);
  writeFileSync(temporary, text);
  renameSync(temporary, path);
  return true;
}
