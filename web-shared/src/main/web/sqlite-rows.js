/** What JavaScript values are to SQLite, and back. */

/** Kinds of values to bind; `JsParameters.java` and `ScriptParameters.java` have the same numbers. */
const REFUSED = 0;
const NULL = 1;
const INT32 = 2;
const SAFE_INTEGER = 3;
const REAL = 4;
const TEXT = 5;
const BOOLEAN = 6;
const BIGINT = 7;
const BYTES = 8;

const COLUMN_INTEGER = 1;
const COLUMN_REAL = 2;
const COLUMN_TEXT = 3;
const COLUMN_BLOB = 4;

/** How integers are read; `IntegerMode.java` has the same order. */
const AUTO = 0;
const AS_BIGINT = 1;

/** @typedef {Record<"columnType" | "columnDouble" | "columnBlob" | "columnBytes" | "columnText", (statement: number, column: number) => number>} ColumnFunctions */
/** @typedef {{ readonly bytes: Uint8Array, readText(at: number, length: number): string }} Memory The memory of the WebAssembly module. */

export class SqliteRows {
  #c;
  #memory;

  /**
   * @param {ColumnFunctions} functions
   * @param {Memory} memory
   */
  constructor(functions, memory) {
    this.#c = functions;
    this.#memory = memory;
  }

  /**
   * What `value` is when it is bound.
   *
   * @param {unknown} value
   */
  kind(value) {
    switch (typeof value) {
      case "number":
        if ((value | 0) === value) return INT32;
        if (Number.isSafeInteger(value)) return SAFE_INTEGER;
        return Number.isFinite(value) ? REAL : REFUSED;
      case "string":
        return isWellFormed(value) ? TEXT : REFUSED;
      case "boolean":
        return BOOLEAN;
      case "bigint":
        return BigInt.asIntN(64, value) === value ? BIGINT : REFUSED;
      case "object":
        if (value === null) return NULL;
        return value instanceof Uint8Array ? BYTES : REFUSED;
      default:
        return REFUSED;
    }
  }

  /**
   * What a value is that cannot be bound, in words.
   *
   * @param {unknown} value
   */
  describe(value) {
    switch (typeof value) {
      case "number":
        return String(value);
      case "bigint":
        return "beyond 64 bits";
      case "string":
        return "a string with half a surrogate pair";
      case "object":
        if (Array.isArray(value)) return "an array";
        return Object.prototype.toString.call(value) === "[object Date]" ? "a Date" : "an object";
      default:
        return typeof value;
    }
  }

  /**
   * The low 32 bits of an integral number or bigint, signed.
   *
   * @param {number | bigint} value
   */
  low(value) {
    return typeof value === "bigint" ? Number(BigInt.asIntN(32, value)) : value | 0;
  }

  /**
   * The high 32 bits of an integral number or bigint, signed.
   *
   * @param {number | bigint} value
   */
  high(value) {
    return typeof value === "bigint" ? Number(BigInt.asIntN(32, value >> 32n)) : Math.floor(value / 0x1_0000_0000);
  }

  /**
   * Appends the row that a statement stands on to its columns. Returns its bytes, and UTF-16 units of text.
   *
   * @param {number} statement
   * @param {unknown[][]} columns
   * @param {number} integers
   */
  append(statement, columns, integers) {
    let size = 0;
    for (let i = 0; i < columns.length; i++) {
      const value = this.value(statement, i, integers);
      columns[i].push(value);
      size += /** @type {{ length?: number } | null} */ (value)?.length ?? 0;
    }
    return size;
  }

  /**
   * The row that a statement stands on, by column name.
   *
   * @param {number} statement
   * @param {string[]} names
   * @param {number} integers
   */
  object(statement, names, integers) {
    /** @type {Record<string, unknown>} */
    const row = {};
    for (let i = 0; i < names.length; i++) {
      const value = this.value(statement, i, integers);
      if (names[i] === "__proto__")
        Object.defineProperty(row, "__proto__", { value, enumerable: true, writable: true, configurable: true });
      else row[names[i]] = value;
    }
    return row;
  }

  /**
   * The row that a statement stands on, in column order.
   *
   * @param {number} statement
   * @param {number} columns how many
   * @param {number} integers
   */
  array(statement, columns, integers) {
    return Array.from({ length: columns }, (_, i) => this.value(statement, i, integers));
  }

  /**
   * @param {number} statement
   * @param {number} column
   * @param {number} integers
   */
  value(statement, column, integers) {
    const c = this.#c;
    switch (c.columnType(statement, column)) {
      case COLUMN_INTEGER:
        return this.#integer(statement, column, integers);
      case COLUMN_REAL:
        return c.columnDouble(statement, column);
      case COLUMN_TEXT:
        return this.#text(statement, column);
      case COLUMN_BLOB: {
        const at = c.columnBlob(statement, column);
        return this.#memory.bytes.slice(at, at + c.columnBytes(statement, column));
      }
      default:
        return null;
    }
  }

  /**
   * @param {number} statement
   * @param {number} column
   */
  #text(statement, column) {
    const at = this.#c.columnText(statement, column);
    return this.#memory.readText(at, this.#c.columnBytes(statement, column));
  }

  /**
   * @param {number} statement
   * @param {number} column
   * @param {number} integers
   */
  #integer(statement, column, integers) {
    const value = this.#c.columnDouble(statement, column);
    if (integers === AS_BIGINT)
      return Number.isSafeInteger(value) ? BigInt(value) : BigInt(this.#text(statement, column));
    // Beyond the safe integers the number is rounded: only the text tells them apart.
    return integers !== AUTO || Number.isSafeInteger(value) ? value : BigInt(this.#text(statement, column));
  }
}

/** Whether all surrogates come in pairs. @type {(text: string) => boolean} */
const isWellFormed =
  typeof String.prototype.isWellFormed === "function"
    ? (text) => text.isWellFormed()
    : (text) => !/\p{Surrogate}/u.test(text);
