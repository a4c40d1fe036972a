/**
 * The plugin for Vite. For code of pages the module of a reducer is its address: that of one file, bundled and checked, which the
 * development server serves and the build emits. The same file is written where the coordinator looks for reducers.
 */
import { createHash } from "node:crypto";
import { readdirSync } from "node:fs";
import { join, posix, relative, resolve, sep } from "node:path";
import { pathToFileURL } from "node:url";
import { buildReducer, oneLine, ReducerFault, stemOf, writeWhole } from "./reducer-build.js";

/** @typedef {import("./vite.d.ts").SqlSyncViteOptions} Options */
/** @typedef {import("./reducer-build.js").BuiltReducer} BuiltReducer */
/** @typedef {import("./reducer-build.js").Message} Message */

/**
 * A reducer as the development server has it.
 *
 * @typedef {object} Served
 * @property {string} file absolute
 * @property {Promise<BuiltReducer>} built
 * @property {number} turn how often it was built
 * @property {string | null} code what was built last
 * @property {string[]} inputs of what was built last
 * @property {boolean} broken
 * @property {string | null} told what pages were told of last; null where that was a fault
 */

const PATTERN = /\.reducer\.[cm]?[jt]sx?$/;

/** Beneath `base`, where the development server has reducers. */
const FOLDER = "@sqlsync/";

/** Of reducers that lie outside of Vite's root. */
const OUTSIDE = "@fs/";

const SKIPPED = new Set(["node_modules", "dist"]);

/** In chunks that are not written yet, the place of a file that the build emits, with its reference behind, which may have a "$" in it. */
const PLACE = "$sqlsync-file:";
const PLACES = /\$sqlsync-file:([^:]+):/g;

/** @param {string} path */
const withSlashes = (path) => path.split(sep).join("/");

/** @param {Options} [options] */
export function sqlsync(options = {}) {
  const { pattern = PATTERN, coordinator = "reducers", allowGlobals = [] } = checked(options);
  /** @type {any} Vite's resolved configuration */
  let config;
  /** @type {any} the development server, where there is one */
  let server = null;
  /** @type {Map<string, Served>} by file */
  const reducers = new Map();
  /** @type {Map<string, string>} by path, of files that the coordinator gets, which reducer each is of */
  const written = new Map();
  /** @type {Map<string, Map<string, string>>} by environment, what a build has emitted, by reference */
  const emitted = new Map();

  /** @param {string} id */
  const isReducer = (id) => {
    const path = id.replace(/[?&](t|v|import)(=[\w.-]*)?(?=&|$)/g, "");
    pattern.lastIndex = 0;
    return !path.includes("?") && !path.includes("\0") && pattern.test(path);
  };
  /** @param {string} id */
  const fileOf = (id) => resolve(id.replace(/\?.*$/, ""));
  const folderOfCoordinator = () => (coordinator === false ? null : resolve(config.root, coordinator));

  /** @param {string} file */
  const build = (file) =>
    buildReducer(file, {
      root: config.root,
      minify: config.command === "build" && (options.minify ?? true),
      allowGlobals,
      plugins: [aliases(config.resolve.alias)],
    });

  /**
   * @param {string} file
   * @returns {Served}
   */
  function served(file) {
    const known = reducers.get(file);
    if (known !== undefined) return known;
    const reducer = { file, built: Promise.reject(), turn: 0, code: null, inputs: [file], broken: false, told: null };
    reducer.built.catch(() => {});
    reducers.set(file, reducer);
    rebuild(reducer);
    return reducer;
  }

  /**
   * @param {Served} reducer
   * @returns {Promise<BuiltReducer>} as it is now
   */
  function rebuild(reducer) {
    const turn = ++reducer.turn;
    const isNewest = () => turn === reducer.turn;
    const built = build(reducer.file)
      .then((result) => {
        if (isNewest()) take(reducer, result);
        return isNewest() ? result : reducer.built;
      })
      .catch((error) => {
        if (isNewest()) reducer.broken = true;
        throw error;
      });
    // `load` and `answer` handle the error where they await it; Node must not report it as unhandled before.
    built.catch(() => {});
    return (reducer.built = built);
  }

  /**
   * @param {Served} reducer
   * @param {BuiltReducer} built
   */
  function take(reducer, { code, inputs, warnings }) {
    give(reducer.file, code);
    if (code !== reducer.code) for (const warning of warnings) config.logger.warn(`sqlsync: ${oneLine(warning)}`);
    if (reducer.turn === 1) reducer.told = code;
    Object.assign(reducer, { code, inputs, broken: false });
    server?.watcher.add(inputs);
  }

  /**
   * Puts it where the coordinator looks.
   *
   * @param {string} file
   * @param {string} code
   */
  function give(file, code) {
    const folder = folderOfCoordinator();
    if (folder === null) return;
    const path = join(folder, `${stemOf(file)}.js`);
    const other = written.get(path);
    if (other !== undefined && other !== file)
      throw new ReducerFault(
        [
          {
            text: `The reducers ${shortName(other)} and ${shortName(file)} would both be ${shortName(path)} for the coordinator: rename one.`,
          },
        ],
        [],
      );
    written.set(path, file);
    writeWhole(path, code);
  }

  /** @param {string} file */
  const shortName = (file) => withSlashes(relative(config.root, file));

  /** @param {string} file */
  function addressOf(file) {
    const path = shortName(file);
    return (
      config.base + FOLDER + encodeURI(path.startsWith("..") ? OUTSIDE + withSlashes(file).replace(/^\//, "") : path)
    );
  }

  /**
   * @param {string} path of a request
   * @returns {string | null} of a reducer
   */
  function fileAt(path) {
    if (!path.startsWith(config.base + FOLDER)) return null;
    const name = decodeURI(path.slice(config.base.length + FOLDER.length));
    const outside = name.startsWith(OUTSIDE);
    const file = outside ? resolve(sep, name.slice(OUTSIDE.length)) : resolve(config.root, name);
    const allowed = [config.root, ...config.server.fs.allow].map((each) => withSlashes(resolve(each)));
    if (!allowed.some((each) => withSlashes(file).startsWith(`${each.replace(/\/$/, "")}/`))) return null;
    return isReducer(file) ? file : null;
  }

  /**
   * The module that pages have in a reducer's place. No address is written as Vite looks for it in `new URL`.
   *
   * @param {any} plugin
   * @param {string} file
   * @param {string} code of the reducer
   * @param {boolean} onServer
   */
  function standIn(plugin, file, code, onServer) {
    if (config.command === "build") {
      const reference = plugin.emitFile({ type: "asset", name: `${stemOf(file)}.js`, source: code });
      const environment = plugin.environment?.name ?? "";
      emitted.set(environment, (emitted.get(environment) ?? new Map()).set(reference, code));
      return `const address = "${PLACE}${reference}:";\nexport default new URL(address, import.meta.url);\n`;
    }
    if (!onServer)
      return `const address = ${JSON.stringify(addressOf(file))};\nexport default new URL(address, import.meta.url);\n`;
    const path = join(config.cacheDir, "sqlsync", `${stemOf(file)}-${hashOf(code)}.mjs`);
    writeWhole(path, code);
    return `const address = ${JSON.stringify(pathToFileURL(path).href)};\nexport default new URL(address);\n`;
  }

  return {
    name: "sqlsync",
    enforce: "pre",

    /** @param {any} given */
    config(given) {
      if (coordinator === false || given.server?.watch === null) return undefined;
      // What we write there concerns no page.
      const folder = withSlashes(resolve(given.root ?? process.cwd(), coordinator));
      const ignored = (/** @type {string} */ path) => withSlashes(path).startsWith(`${folder}/`);
      return { server: { watch: { ignored: [ignored] } } };
    },

    /** @param {any} resolved */
    configResolved(resolved) {
      config = resolved;
    },

    buildStart() {
      // One that watches builds again.
      if (config.command === "build") reducers.clear();
    },

    /** @param {any} started */
    configureServer(started) {
      server = started;
      // Under a test runner no coordinator starts beside it.
      if (!process.env.VITEST && coordinator !== false) {
        for (const file of reducersUnder(config.root, isReducer)) {
          served(file).built.catch((error) => config.logger.error(`sqlsync: ${error.message}`));
        }
      }
      server.middlewares.use(
        (/** @type {any} */ request, /** @type {any} */ response, /** @type {() => void} */ next) => {
          const path = new URL(request.url, "http://localhost").pathname;
          const map = path.endsWith(".map");
          const file = fileAt(map ? path.slice(0, -4) : path);
          if (file === null) next();
          else answer(request, response, served(file), map);
        },
      );
    },

    /**
     * @param {string} id
     * @param {{ ssr?: boolean }} [how]
     * @this {any}
     */
    async load(id, how) {
      if (!isReducer(id)) return null;
      const file = fileOf(id);
      const reducer = served(file);
      const { code, inputs } = await reducer.built.catch((error) => this.error(errorForVite(error, file)));
      for (const input of inputs) if (input !== file) this.addWatchFile(input);
      const onServer = how?.ssr || this.environment?.config.consumer === "server" || process.env.VITEST !== undefined;
      return { code: standIn(this, file, code, Boolean(onServer)), map: { mappings: "" }, moduleSideEffects: false };
    },

    transform: {
      order: "post",
      /**
       * @param {string} code
       * @param {string} id
       * @this {any}
       */
      handler(code, id) {
        if (isReducer(id)) return;
        for (const { names, source } of namedImports(code, (text) => this.parse(text), isReducer)) {
          this.error({
            id,
            message:
              `${shortName(fileOf(id))} imports ${names.join(", ")} from ${source}: of a reducer a page has the default export, and types. ` +
              "Move what both need to a file of its own, and import it in both.",
          });
        }
      },
    },

    /**
     * @param {any} change
     * @this {any}
     */
    async hotUpdate({ file, modules }) {
      if (this.environment.name !== "client") return undefined;
      const changed = [...reducers.values()].filter(({ inputs, broken }) => broken || inputs.includes(resolve(file)));
      if (changed.length === 0) return undefined;
      try {
        for (const reducer of changed) await rebuild(reducer);
      } catch (error) {
        const broken = changed.filter((each) => each.broken);
        for (const reducer of broken) reducer.told = null;
        const { message, ...more } = errorForVite(error, broken[0]?.file ?? file);
        config.logger.error(`sqlsync: ${message}`);
        this.environment.hot.send({ type: "error", err: { message, stack: "", ...more } });
        return [];
      }
      // A comment that was edited concerns nobody, and of several changes at once one reload is enough.
      const other = changed.filter(({ code, told }) => code !== told);
      if (other.length === 0) return modules.filter((/** @type {any} */ each) => !isReducer(each.id ?? ""));
      for (const reducer of other) reducer.told = reducer.code;
      config.logger.info(`sqlsync: ${other.map((each) => shortName(each.file)).join(", ")} changed; pages reload.`);
      this.environment.hot.send({ type: "full-reload", path: "*" });
      return [];
    },

    /**
     * @param {string} code
     * @param {{ fileName: string }} chunk
     * @this {any}
     */
    renderChunk(code, chunk) {
      if (!code.includes(PLACE)) return null;
      // Relative to the chunk, the address holds under every base.
      const folder = posix.dirname(chunk.fileName);
      return {
        code: code.replace(PLACES, (_, reference) => posix.relative(folder, this.getFileName(reference))),
        map: null,
      };
    },

    /**
     * What Vite leaves out of a build for servers is written all the same: they read the file.
     *
     * @param {any} output
     * @param {Record<string, unknown>} bundle
     * @this {any}
     */
    writeBundle(output, bundle) {
      for (const [name, code] of emitted.get(this.environment?.name ?? "") ?? []) {
        const fileName = this.getFileName(name);
        if (!(fileName in bundle)) writeWhole(join(output.dir, fileName), code);
      }
    },
  };
}

export default sqlsync;

/**
 * @param {Options} options
 * @returns {Options}
 */
function checked(options) {
  const known = ["pattern", "coordinator", "minify", "allowGlobals"];
  for (const name of Object.keys(options)) {
    if (!known.includes(name)) throw new TypeError(`sqlsync() has no option "${name}": it has ${known.join(", ")}.`);
  }
  const { pattern, coordinator, allowGlobals } = options;
  if (pattern !== undefined && !(pattern instanceof RegExp))
    throw new TypeError("`pattern` of sqlsync() is a RegExp that the paths of reducers match.");
  if (coordinator !== undefined && coordinator !== false && (typeof coordinator !== "string" || coordinator === ""))
    throw new TypeError(
      "`coordinator` of sqlsync() is the directory where the coordinator looks for reducers, or false for none.",
    );
  if (allowGlobals !== undefined && !Array.isArray(allowGlobals))
    throw new TypeError("`allowGlobals` of sqlsync() is a list of names.");
  return options;
}

/**
 * @param {string} folder
 * @param {(path: string) => boolean} isReducer
 * @returns {string[]}
 */
function reducersUnder(folder, isReducer) {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const path = join(folder, entry.name);
    if (entry.isFile()) return isReducer(path) ? [path] : [];
    return entry.isDirectory() && !entry.name.startsWith(".") && !SKIPPED.has(entry.name)
      ? reducersUnder(path, isReducer)
      : [];
  });
}

/** @param {string} text */
const hashOf = (text) => createHash("sha256").update(text).digest("base64url").slice(0, 10);

/**
 * @param {import("node:http").IncomingMessage} request
 * @param {import("node:http").ServerResponse} response
 * @param {Served} reducer
 * @param {boolean} map whether its source map is asked for
 */
async function answer(request, response, reducer, map) {
  /** @type {(status: number, type: string, text: string) => void} */
  const send = (status, type, text) => {
    response.writeHead(status, { "content-type": `${type}; charset=utf-8`, "cache-control": "no-cache" });
    response.end(text);
  };
  try {
    const built = await reducer.built;
    if (map) return send(200, "application/json", built.map ?? "{}");
    const tag = `"${hashOf(built.code)}"`;
    response.setHeader("etag", tag);
    if (request.headers["if-none-match"] === tag) response.writeHead(304).end();
    else send(200, "text/javascript", built.code);
  } catch (error) {
    send(500, "text/plain", /** @type {Error} */ (error).message);
  }
}

/**
 * What Vite shows over the page, and in the terminal.
 *
 * @param {any} error
 * @param {string} file of the reducer
 */
function errorForVite(error, file) {
  if (!(error instanceof ReducerFault))
    return { message: String(error?.message ?? error), id: file, plugin: "sqlsync" };
  const { location } = error.errors[0];
  const more = location
    ? {
        loc: { file: resolve(file), line: location.line, column: location.column },
        frame: `${location.line} | ${location.lineText}\n${" ".repeat(String(location.line).length)} | ${" ".repeat(location.column ?? 0)}${"^".repeat(location.length ?? 1)}`,
      }
    : {};
  return { message: error.message, id: file, plugin: "sqlsync", ...more };
}

/**
 * @param {string} code
 * @param {(code: string) => any} parse
 * @param {(path: string) => boolean} isReducer
 * @returns {{ source: string, names: string[] }[]} what a module imports of reducers beside their default exports
 */
function namedImports(code, parse, isReducer) {
  const names = (/** @type {string} */ source) => ["", ".ts", ".js"].some((end) => isReducer(source + end));
  if (![...code.matchAll(/\bfrom\s*["']([^"'\n]+)["']/g)].some(([, source]) => names(source))) return [];
  return parse(code).body.flatMap((/** @type {any} */ node) => {
    if (!/^(Import|ExportNamed)Declaration$/.test(node.type) || !node.source || !names(node.source.value)) return [];
    const wanted = node.specifiers
      .map((/** @type {any} */ each) =>
        each.type === "ImportSpecifier" ? each.imported : each.type === "ExportSpecifier" ? each.local : null,
      )
      .map((/** @type {any} */ name) => name?.name ?? name?.value ?? "default")
      .filter((/** @type {string} */ name) => name !== "default");
    return wanted.length === 0 ? [] : [{ source: node.source.value, names: wanted }];
  });
}

const ALIASED = {};

/**
 * Vite's aliases, for what a reducer imports.
 *
 * @param {{ find: string | RegExp, replacement: string }[]} all
 * @returns {import("esbuild").Plugin}
 */
const aliases = (all) => ({
  name: "vite-alias",
  setup({ onResolve, resolve }) {
    onResolve({ filter: /./ }, ({ path, kind, importer, resolveDir, pluginData }) => {
      if (kind === "entry-point" || pluginData === ALIASED) return undefined;
      const alias = all.find(({ find }) =>
        typeof find === "string" ? path === find || path.startsWith(`${find.replace(/\/$/, "")}/`) : find.test(path),
      );
      if (alias === undefined) return undefined;
      return resolve(path.replace(alias.find, alias.replacement), { kind, importer, resolveDir, pluginData: ALIASED });
    });
  },
});
