import { invalid, kindOf } from "./errors.js";
import { copyParams } from "./params.js";
import { isQuery } from "./sql.js";
import { ARGUMENTS_BYTES_MAX, CALLS_MAX, tooLarge } from "./limits.js";
import { encodeLimited, TooLargeValue, UnstorableValue } from "#shared/values.js";

/**
 * What to send for a query and its parameters; later changes to them by the caller do not matter.
 *
 * @param {unknown} query
 * @param {unknown} [params] given beside it
 */
export function statement(query, params) {
  if (typeof query === "string") return { sql: query, params: copyParams(params) };
  if (!isQuery(query)) throw invalid(`A query is a string, or made by the \`sql\` tag; this is ${kindOf(query)}.`);
  if (params !== undefined)
    throw invalid("`params` go with a query given as text; one made by the `sql` tag has its own.");
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
export const mutationCall = (name, args) => limitedCall(name, args, { left: ARGUMENTS_BYTES_MAX });

/**
 * @param {unknown} name
 * @param {unknown} args
 * @param {{ left: number }} room that the calls of one mutation share, in bytes
 * @returns {[name: string, args: string]}
 */
function limitedCall(name, args, room) {
  if (typeof name !== "string" || name === "")
    throw invalid(`The name of a mutation is a string; this is ${name === "" ? "empty" : kindOf(name)}.`);
  try {
    room.left -= new TextEncoder().encode(name).length;
    const { text, bytes } = encodeLimited(args, "args", room.left);
    room.left -= bytes;
    return [name, text];
  } catch (error) {
    if (error instanceof TooLargeValue) {
      throw tooLarge(
        `The arguments of "${name}" have`,
        ARGUMENTS_BYTES_MAX,
        "bytes",
        "make several of it, or store large files elsewhere",
        { mutation: name },
      );
    }
    if (error instanceof UnstorableValue)
      throw invalid(`The arguments of "${name}" cannot be stored: ${error.message}`, { mutation: name });
    throw error;
  }
}

/** @param {unknown} calls */
export function mutationCalls(calls) {
  if (!Array.isArray(calls)) throw invalid(`mutateAll() needs an array of [name, args]; it got ${kindOf(calls)}.`);
  if (calls.length > CALLS_MAX) throw tooLarge("mutateAll() got", CALLS_MAX, "calls", "make several of it");
  const room = { left: ARGUMENTS_BYTES_MAX };
  return calls.map((call) => {
    if (!Array.isArray(call))
      throw invalid(`mutateAll() needs an array of [name, args]; one of its items is ${kindOf(call)}.`);
    return limitedCall(call[0], call[1], room);
  });
}
