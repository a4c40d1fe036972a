import { failure } from "./errors.js";

/** The limits of `sqlsync.Limits` that a page checks itself, before anything is copied. A test compares. */
export const ARGUMENTS_BYTES_MAX = 8 << 20;
export const CALLS_MAX = 100_000;
export const PARAMETERS_BYTES_MAX = 64 << 20;
export const IMPORT_BYTES_MAX = 240 << 20;
export const USER_CHARS_MAX = 1000;

/**
 * @param {string} what is too large
 * @param {number} most
 * @param {string} unit
 * @param {string} advice
 * @param {import("./errors.js").Details} [details]
 */
export const tooLarge = (what, most, unit, advice, details) =>
  failure("too-large", `${what} more than ${most} ${unit}, which is the limit; ${advice}.`, details);
