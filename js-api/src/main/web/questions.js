import { invalid, kindOf } from "./errors.js";
import { copyParams } from "./params.js";
import { isQuery } from "./sql.js";
import { encodeValue, UnstorableValue } from "../../../../worker/src/main/web/values.js";

/**
 * What to send for a query and its parameters; later changes to them by the caller do not matter.
 *
 * @param {unknown} query
 * @param {unknown} [params] given beside it
 */
export function statement(query, params) {
  if (typeof query === "string") return { sql: query, params: copyParams(params) };
  if (!isQuery(query)) throw invalid(`A query is a string, or made by the \`sql\` tag; this is ${kindOf(query)}.`);
  if (params !== undefined) throw invalid("`params` go with a query given as text; one made by the `sql` tag brings its own.");
  return { sql: query.sql, params: copyParams(query.params) };
}

/**
 * @param {unknown} queries
 */
export function statements(queries) {
  if (!Array.isArray(queries)) throw invalid(`queryAll() needs an array of queries; it got ${kindOf(queries)}.`);
  return queries.map((query) => statement(query));
}

/**
 * @param {unknown} name
 * @param {unknown} args
 * @returns {[name: string, args: string]}
 */
export function mutationCall(name, args) {
  if (typeof name !== "string" || name === "") throw invalid(`The name of a mutation is a string; this is ${name === "" ? "empty" : kindOf(name)}.`);
  try {
    return [name, encodeValue(args, "args")];
  } catch (error) {
    if (error instanceof UnstorableValue) throw invalid(`The arguments of "${name}" cannot be stored: ${error.message}`, { mutation: name });
    throw error;
  }
}

/** @param {unknown} calls */
export function mutationCalls(calls) {
  if (!Array.isArray(calls)) throw invalid(`mutateAll() needs an array of [name, args]; it got ${kindOf(calls)}.`);
  return calls.map((call) => {
    if (!Array.isArray(call)) throw invalid(`mutateAll() needs an array of [name, args]; one of its items is ${kindOf(call)}.`);
    return mutationCall(call[0], call[1]);
  });
}
