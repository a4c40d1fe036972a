/** What a reducer may import: no page, no worker, and no globals of either. */
export { sql } from "./sql.js";

/**
 * The reducer as it is. TypeScript takes from it what `tx` is.
 *
 * @template T
 * @param {T} reducer
 */
export const defineReducer = (reducer) => reducer;
