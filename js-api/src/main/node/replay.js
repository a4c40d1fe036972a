import { AssertionError } from "node:assert";
import { shown } from "./recorder.js";

/** @typedef {import("./recorder.js").Call} Call */
/** @typedef {import("./recorder.js").Run} Run */
/** @typedef {Map<string, string[]>} Content for each table, by its name: its SQL, and its rows as sorted texts */

/** Rows and characters of a message. */
const ROWS_MAX = 3;
const CHARS_MAX = 300;

/** @param {string} text */
const short = (text) => (text.length > CHARS_MAX ? `${text.slice(0, CHARS_MAX)}…` : text);

/**
 * All rows of a document.
 *
 * @param {{ queryArrays: (sql: string, options?: object) => Promise<{ rows: unknown[][] }> }} document
 * @returns {Promise<Content>}
 */
export async function contentOf(document) {
  const tables = await document.queryArrays(
    "SELECT name, sql FROM sqlite_schema WHERE type = 'table' AND name <> 'sqlite_sequence' ORDER BY name",
  );
  /** @type {Content} */
  const content = new Map();
  for (const [name, sql] of tables.rows) {
    const quoted = `"${String(name).replaceAll('"', '""')}"`;
    const { rows } = await document.queryArrays(`SELECT * FROM ${quoted}`, { integers: "bigint" });
    content.set(String(name), [String(sql), ...rows.map(shown).sort()]);
  }
  return content;
}

/**
 * What differs between two contents, a line for each table and row; "" where they are the same.
 *
 * @param {Content} first
 * @param {Content} again
 * @param {[string, string]} names of the two
 */
export function differences(first, again, [firstName, againName]) {
  const lines = [];
  for (const table of new Set([...first.keys(), ...again.keys()])) {
    const [one, other] = [first.get(table) ?? [], again.get(table) ?? []];
    for (const [name, here, there] of /** @type {const} */ ([
      [firstName, one, other],
      [againName, other, one],
    ])) {
      const only = without(here, there);
      for (const row of only.slice(0, ROWS_MAX)) lines.push(`  table ${table}, only ${name}: ${short(row)}`);
      if (only.length > ROWS_MAX) lines.push(`  table ${table}, only ${name}: ${only.length - ROWS_MAX} more rows`);
    }
  }
  return lines.join("\n");
}

/** Of equal rows as many as the other has not. @param {string[]} rows @param {string[]} others */
function without(rows, others) {
  const counts = new Map();
  for (const row of others) counts.set(row, (counts.get(row) ?? 0) + 1);
  return rows.filter((row) => {
    const count = counts.get(row) ?? 0;
    counts.set(row, count - 1);
    return count <= 0;
  });
}

/**
 * @param {Call[]} first
 * @param {Call[] | undefined} again
 * @returns {string | null} what a call did otherwise, in lines; null where nothing differs
 */
export function otherwise(first, again) {
  for (let i = 0; i < first.length; i++) {
    const [one, other] = [first[i], again?.[i]];
    if (other === undefined) return "  It did not run the second time.";
    for (let j = 0; j < Math.max(one.steps.length, other.steps.length); j++) {
      if (one.steps[j] !== other.steps[j])
        return twice(one.steps[j] ?? "no statement", other.steps[j] ?? "no statement");
    }
    const [ended, endedAgain] = [ending(one), ending(other)];
    if (ended !== endedAgain) return twice(ended, endedAgain);
  }
  return null;
}

/** @param {string} first @param {string} again */
const twice = (first, again) => `  first: ${short(first)}\n  again: ${short(again)}`;

/** @param {Call} call */
function ending({ ending: end }) {
  if (end === null) return "did not end";
  if ("text" in end) return end.text === "" ? "returned nothing" : `returned ${end.text}`;
  return `failed with "${end.reason}": ${end.message}`;
}

/** @param {Call} call */
const named = ({ name, args }) => (args === "" ? `"${name}"` : `"${name}" with ${short(args)}`);

const ADVICE =
  "A reducer does the same whenever it runs: it reads the time from tx.timestamp or Date.now() as it runs, chance from tx.random() and " +
  "tx.uuid(), and keeps nothing in variables of its module.";

/**
 * Throws where running everything again did something else.
 *
 * @param {object} what
 * @param {Call[]} what.migrations
 * @param {Call[]} what.migrationsAgain
 * @param {Run[]} what.runs
 * @param {Run[]} what.runsAgain
 * @param {Content} what.content
 * @param {Content} what.contentAgain
 */
export function compare({ migrations, migrationsAgain, runs, runsAgain, content, contentAgain }) {
  const lines = [];
  const migration = migrations.findIndex((each, i) => otherwise([each], migrationsAgain.slice(i, i + 1)) !== null);
  const mutation = runs.findIndex(
    (run, i) => run.id !== runsAgain[i]?.id || otherwise(run.calls, runsAgain[i].calls) !== null,
  );
  if (migration >= 0) {
    lines.push(`Migration ${migrations[migration].args} is not deterministic. Run again, it did something else:`);
    lines.push(otherwise([migrations[migration]], migrationsAgain.slice(migration, migration + 1)));
  } else if (mutation >= 0) {
    const { calls } = runs[mutation];
    lines.push(
      `Mutation ${mutation + 1} of ${runs.length}, ${calls.map(named).join(", ")}, is not deterministic. Run again, it did something else:`,
    );
    lines.push(otherwise(calls, runsAgain[mutation]?.calls));
  }
  const rows = differences(content, contentAgain, ["the first time", "the second time"]);
  if (rows !== "") {
    if (lines.length === 0) lines.push("Run again, the mutations made another database, although each did the same:");
    lines.push(rows);
  }
  if (lines.length === 0) return;
  throw new AssertionError({ message: [...lines, ADVICE].join("\n"), operator: "replay" });
}
