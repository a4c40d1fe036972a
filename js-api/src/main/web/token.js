import { kindOf } from "./errors.js";

/**
 * What the program has for a token; where it has none, in a sentence, why.
 *
 * @param {string | (() => unknown) | undefined} token as it was given to `openDocument`
 * @returns {Promise<{ token: string } | { message: string }>}
 */
export async function askedToken(token) {
  try {
    const given = typeof token === "function" ? await token() : token;
    if (typeof given === "string") return { token: given };
    return { message: `The \`token\` function must return a string; it returned ${kindOf(given)}.` };
  } catch (error) {
    const why = String(/** @type {Error} */ (error)?.message ?? error);
    return { message: `The \`token\` function failed: ${/[.!?…]$/.test(why) ? why : `${why}.`}` };
  }
}
