import { invalid, kindOf } from "./errors.js";
import { PARAMETERS_BYTES_MAX, tooLarge } from "./limits.js";
import { isBytes } from "#shared/values.js";

/** @typedef {import("./sqlsync.d.ts").SqlValue} SqlValue */

const INT64_MIN = -(2n ** 63n);
const INT64_MAX = 2n ** 63n - 1n;

/** Stands among the parameters for what the `sql` tag could not use; the call that gets the query says so. */
export class Unusable {
  /** @param {string} why */
  constructor(why) {
    this.why = why;
  }
}

/**
 * A copy that the caller cannot change any more, of values that can be bound.
 *
 * @param {unknown} params
 * @returns {SqlValue[] | Record<string, SqlValue> | undefined}
 */
export function copyParams(params) {
  if (params === undefined) return undefined;
  if (typeof params !== "object" || params === null || isBytes(params)) {
    throw invalid(`\`params\` must be an array, or an object with a value per name; it is ${kindOf(params)}.`);
  }
  checkSize(params);
  if (Array.isArray(params)) return Array.from(params, (value, i) => copyValue(value, `Parameter ${i + 1}`));
  return Object.fromEntries(
    Object.entries(params).map(([name, value]) => [name, copyValue(value, `Parameter "${name}"`)]),
  );
}

/** @param {object} params before anything of them is copied */
function checkSize(params) {
  let size = 0;
  for (const value of Object.values(params)) {
    if (typeof value === "string" || isBytes(value)) size += value.length;
  }
  if (size > PARAMETERS_BYTES_MAX)
    throw tooLarge("The parameters have", PARAMETERS_BYTES_MAX, "bytes", "a query needs less to compare with");
}

/**
 * @param {unknown} value
 * @param {string} which
 * @returns {SqlValue}
 */
function copyValue(value, which) {
  switch (typeof value) {
    case "string":
    case "boolean":
      return value;
    case "number":
      if (Number.isFinite(value)) return value === 0 ? 0 : value;
      break;
    case "bigint":
      if (value >= INT64_MIN && value <= INT64_MAX) return value;
      throw invalid(`${which} is ${value}, which does not fit into 64 bits; bind it as text.`);
    case "object":
      if (value === null) return null;
      if (isBytes(value)) return copyBytes(value, which);
      if (value instanceof Unusable) throw invalid(value.why);
      if (value instanceof Date) throw invalid(`${which} is a Date; bind its getTime() or its toISOString().`);
  }
  throw invalid(
    `${which} is ${kindOf(value)}; it must be null, a number, a bigint, a string, a boolean or a Uint8Array.`,
  );
}

/**
 * @param {Uint8Array} bytes
 * @param {string} which
 */
function copyBytes(bytes, which) {
  try {
    return new Uint8Array(bytes);
  } catch (cause) {
    throw invalid(`${which} is a Uint8Array that was transferred.`, { cause });
  }
}
