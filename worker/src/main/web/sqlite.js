/**
 * Stock sql.js, used for its C functions only: nothing of its own JavaScript API. What Java sees of it is one object
 * whose methods take addresses in the module's memory.
 */
import sqlJs from "sql.js/dist/sql-wasm.js";
import { SqliteMemory } from "./sqlite-memory.js";
import { SqliteRows } from "#shared/sqlite-rows.js";

/** sql.js unsets its `module` when it runs; terser concludes that there never was one, and keeps the export for those without. */
const initSqlJs = sqlJs.Module ?? sqlJs;

/** What `SQLITE_TRANSIENT` is to a function that takes a destructor: SQLite copies. */
const TRANSIENT = -1;

const HOOK_TIMEOUT_MS = 10_000;

/** The C functions that Java calls, by the name it calls them, each with the arguments that never change. */
const FUNCTIONS = {
  malloc: "_malloc",
  free: "_free",
  open: "_sqlite3_open",
  closeV2: "_sqlite3_close_v2",
  exec: "_sqlite3_exec",
  errmsg: "_sqlite3_errmsg",
  changes: "_sqlite3_changes",
  prepareV2: "_sqlite3_prepare_v2",
  step: "_sqlite3_step",
  reset: "_sqlite3_reset",
  finalizeStatement: "_sqlite3_finalize",
  clearBindings: "_sqlite3_clear_bindings",
  bindInt: "_sqlite3_bind_int",
  bindDouble: "_sqlite3_bind_double",
  bindText: "_sqlite3_bind_text",
  bindBlob: "_sqlite3_bind_blob",
  columnCount: "_sqlite3_column_count",
  columnName: "_sqlite3_column_name",
  columnType: "_sqlite3_column_type",
  columnBytes: "_sqlite3_column_bytes",
  columnText: "_sqlite3_column_text",
  columnBlob: "_sqlite3_column_blob",
  columnDouble: "_sqlite3_column_double",
  createFunctionV2: "_sqlite3_create_function_v2",
  valueInt: "_sqlite3_value_int",
  resultInt64: "_sqlite3_result_int64",
  resultBlob: "_sqlite3_result_blob",
  resultError: "_sqlite3_result_error",
};

/** Says that the module is not the one we know; the worker cannot work at all. */
export class IncompatibleModule extends Error {}

/** Where the module's WebAssembly lies when the page does not say: beside this script. */
export const besideThis = () => new URL("./sql-wasm.wasm", import.meta.url).href;

/**
 * Loads the module. Once a worker: sql.js keeps its first instance.
 *
 * @param {string} url of sql-wasm.wasm
 * @returns {Promise<SqliteModule>}
 */
export async function loadSqlite(url) {
  const wasm = await compile(url);
  /** @type {WebAssembly.ExportValue[]} */
  let exports = [];
  const sqlJs = await new Promise((resolve, reject) => {
    /** @param {string} why */
    const incompatible = (why) => reject(new IncompatibleModule(`sql.js does not fit: ${why}.`));
    const timer = setTimeout(() => incompatible("it does not ask for its WebAssembly"), HOOK_TIMEOUT_MS);
    /**
     * @param {WebAssembly.Imports} imports
     * @param {(instance: WebAssembly.Instance, module: WebAssembly.Module) => void} done
     */
    const instantiateWasm = (imports, done) => {
      clearTimeout(timer);
      const why = mismatch(wasm, imports);
      if (why) incompatible(why);
      else
        WebAssembly.instantiate(wasm, imports).then(
          (instance) => {
            exports = Object.values(instance.exports);
            done(instance, wasm);
          },
          (error) => incompatible(`its WebAssembly does not start: ${error.message}`),
        );
      return {};
    };
    initSqlJs({ instantiateWasm }).then(resolve, reject);
  });
  const memory = exports.find((each) => each instanceof WebAssembly.Memory);
  if (!memory) throw new IncompatibleModule("sql.js does not fit: it exports no memory.");
  const missing = [...Object.values(FUNCTIONS), "addFunction"].filter((name) => typeof sqlJs[name] !== "function");
  if (missing.length) throw new IncompatibleModule(`sql.js does not fit: it exports no ${missing.join(", ")}.`);
  return new SqliteModule(sqlJs, memory);
}

/** @param {string} url */
async function compile(url) {
  const response = await fetch(url);
  if (!response.ok) throw new Error(`${url} answered ${response.status}.`);
  return WebAssembly.compile(await response.arrayBuffer());
}

/**
 * The names of imports are minified and move between releases: a stale file beside a new one shows in them.
 *
 * @param {WebAssembly.Module} wasm
 * @param {WebAssembly.Imports} imports
 */
function mismatch(wasm, imports) {
  const wanted = WebAssembly.Module.imports(wasm);
  const offered = Object.values(imports).reduce((sum, each) => sum + Object.keys(each).length, 0);
  const fits = offered === wanted.length && wanted.every(({ module, name }) => name in (imports[module] ?? {}));
  return fits
    ? ""
    : `the script and the .wasm are of different releases (${offered} functions offered, ${wanted.length} imported)`;
}

/** @typedef {(...args: (number | bigint | undefined)[]) => number} Exported a function of the module */

/** Calls into a module until one traps; from then on every call fails as that one did. */
class SqliteModule {
  #addFunction;
  #trap = "";

  /**
   * @param {any} sqlJs
   * @param {WebAssembly.Memory} memory
   */
  constructor(sqlJs, memory) {
    this.#addFunction = sqlJs.addFunction;
    this.memory = new SqliteMemory(memory);
    const c = /** @type {Record<keyof typeof FUNCTIONS, Exported>} */ (
      Object.fromEntries(Object.entries(FUNCTIONS).map(([name, exported]) => [name, this.#guarded(sqlJs[exported])]))
    );
    Object.assign(this, c);
    /** @type {(db: number, sql: number) => number} */
    this.exec = (db, sql) => c.exec(db, sql, 0, 0, 0);
    /** @type {(statement: number, index: number, at: number, length: number) => number} */
    this.bindText = (statement, index, at, length) => c.bindText(statement, index, at, length, TRANSIENT);
    /** @type {(statement: number, index: number, at: number, length: number) => number} */
    this.bindBlob = (statement, index, at, length) => c.bindBlob(statement, index, at, length, TRANSIENT);
    /** @type {(db: number, name: number, count: number, flags: number, f: number) => number} */
    this.createFunctionV2 = (db, name, count, flags, f) => c.createFunctionV2(db, name, count, flags, 0, f, 0, 0, 0);
    /** @type {(context: number, low: number, high: number) => number} */
    this.resultInt64 = (context, low, high) => c.resultInt64(context, (BigInt(high) << 32n) | BigInt(low >>> 0));
    /** @type {(context: number, at: number, length: number) => number} */
    this.resultBlob = (context, at, length) => c.resultBlob(context, at, length, TRANSIENT);
    this.rows = new SqliteRows(c, this.memory);
  }

  /**
   * Told of a trap; it throws what the caller shall see. Java sets it.
   *
   * @type {(message: string) => number}
   */
  onTrap = (message) => {
    throw new Error(message);
  };

  /**
   * @param {Exported} f
   * @returns {Exported}
   */
  #guarded(f) {
    return (a, b, c, d, e, g, h, i, j) => {
      if (this.#trap) this.onTrap(this.#trap);
      try {
        return f(a, b, c, d, e, g, h, i, j);
      } catch (error) {
        this.#trap = `SQLite stopped: ${error}`;
      }
      return this.onTrap(this.#trap);
    };
  }

  /**
   * Adds a function that takes and gives i32.
   *
   * @param {Exported} f
   * @param {string} signature
   */
  addFunction(f, signature) {
    return this.#addFunction(f, signature);
  }

  /** @param {Exported} f */
  addScalar(f) {
    return this.#addFunction(f, "viii");
  }

  /** @param {(file: number, size: number) => number} f */
  addResize(f) {
    return this.#addFunction((/** @type {number} */ file, /** @type {bigint} */ size) => f(file, Number(size)), "iij");
  }

  /** @param {Exported} f */
  addTransfer(f) {
    return this.#addFunction(offsetAsNumber(f), "iiiij");
  }
}

/**
 * (i32, i32, i32, i64) → i32 that calls (i32, i32, i32, f64) → i32: no BigInt is made for a file offset.
 *
 *     (import "e" "f" (func (param i32 i32 i32 f64) (result i32)))
 *     (func (export "f") (param i32 i32 i32 i64) (result i32)
 *       local.get 0  local.get 1  local.get 2  local.get 3  f64.convert_i64_s  call 0)
 *
 * @param {Exported} f
 */
function offsetAsNumber(f) {
  // prettier-ignore
  const bytes = Uint8Array.of(
    0, 0x61, 0x73, 0x6d, 1, 0, 0, 0,
    1, 17, 2, 0x60, 4, 0x7f, 0x7f, 0x7f, 0x7c, 1, 0x7f, 0x60, 4, 0x7f, 0x7f, 0x7f, 0x7e, 1, 0x7f,
    2, 7, 1, 1, 0x65, 1, 0x66, 0, 0,
    3, 2, 1, 1,
    7, 5, 1, 1, 0x66, 0, 1,
    10, 15, 1, 13, 0, 0x20, 0, 0x20, 1, 0x20, 2, 0x20, 3, 0xb9, 0x10, 0, 0x0b,
  );
  return new WebAssembly.Instance(new WebAssembly.Module(bytes), { e: { f } }).exports.f;
}
