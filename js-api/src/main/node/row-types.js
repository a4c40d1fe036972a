/** TypeScript's types of a reducer's tables, as its migrations leave them. */
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { buildReducer } from "./reducer-build.js";

/**
 * A column as SQLite describes it.
 *
 * @typedef {object} Column
 * @property {string} table
 * @property {string} kind table, view or virtual
 * @property {number} keyless 1 for WITHOUT ROWID
 * @property {number} strict
 * @property {string} name
 * @property {string} type as it was declared
 * @property {number} required 1 for NOT NULL
 * @property {string | null} preset the default
 * @property {number} key place within the primary key, from 1; 0 for none
 * @property {number} computed 0, or 2 and 3 for generated columns
 */

const COLUMNS = `
  SELECT t.name AS "table", t.type AS kind, t.wr AS keyless, t.strict, c.name, c.type, c."notnull" AS required,
    c.dflt_value AS preset, c.pk AS "key", c.hidden AS computed
  FROM pragma_table_list AS t, pragma_table_xinfo(t.name) AS c
  WHERE t.schema = 'main' AND t.type <> 'shadow' AND t.name NOT LIKE 'sqlite\\_%' ESCAPE '\\' AND c.hidden <> 1
  ORDER BY t.name, c.cid`;

const ANYTHING = "null | number | bigint | string | Uint8Array";

/**
 * @param {string} file of a reducer, as for `buildReducer`
 * @param {{ kysely?: boolean, allowGlobals?: readonly string[] }} [options] `kysely`: what may be left out of an insert is marked
 * @returns {Promise<string>} a module of types
 */
export async function rowTypes(file, { kysely = false, allowGlobals = [] } = {}) {
  const { code } = await buildReducer(file, { allowGlobals });
  const columns = await columnsOf(code);
  /** @type {Map<string, Column[]>} */
  const tables = new Map();
  for (const column of columns) tables.set(column.table, [...(tables.get(column.table) ?? []), column]);
  const names = interfaceNames([...tables.keys()]);

  const rows = [...tables].map(([table, its]) => {
    const lines = its.map(
      (column) => `  ${property(column.name)}: ${kysely ? inKysely(column, its) : typeOf(column)};\n`,
    );
    return `/** A row of ${its[0].kind === "view" ? "the view" : "the table"} ${table}. */\nexport interface ${names.get(table)} {\n${lines.join("")}}\n`;
  });
  const all = [...tables.keys()].map((table) => `  ${property(table)}: ${names.get(table)};\n`);
  const used = ["ColumnType", "Generated"].filter((name) => rows.some((row) => row.includes(`${name}<`)));
  return [
    `/** Made by \`sqlsync types ${file}\` from the migrations. Do not edit: make it anew. */\n`,
    ...(used.length > 0 ? [`import type { ${used.join(", ")} } from "kysely";\n`] : []),
    ...rows,
    `/** All tables by their names. */\nexport interface Database {\n${all.join("")}}\n`,
  ].join("\n");
}

/**
 * @param {string} code of a bundled reducer
 * @returns {Promise<Column[]>} of all tables, after all migrations
 */
async function columnsOf(code) {
  // Only who asks for types loads the engine.
  const { createTestDocument } = await import("./testing.js");
  const folder = mkdtempSync(join(tmpdir(), "sqlsync-types-"));
  try {
    const module = join(folder, "reducer.mjs");
    writeFileSync(module, code);
    const document = await createTestDocument(pathToFileURL(module));
    try {
      return /** @type {any[]} */ (await document.query(COLUMNS));
    } finally {
      await document.close();
    }
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/**
 * What a query gives of it. SQLite lets a primary key be NULL in some tables; no reducer wants that, so it is taken to be NOT NULL.
 *
 * @param {Column} column
 */
function typeOf(column) {
  const type = storedType(column);
  return type === ANYTHING || column.required === 1 || column.key > 0 ? type : `${type} | null`;
}

/**
 * By the affinity that SQLite gives the declared type; a table that is not STRICT takes other values, too.
 *
 * @param {Column} column
 */
function storedType({ type, strict }) {
  const declared = type.toUpperCase();
  if (declared === "" || (strict === 1 && declared === "ANY")) return ANYTHING;
  if (declared.includes("INT")) return "number";
  if (/CHAR|CLOB|TEXT/.test(declared)) return "string";
  if (declared.includes("BLOB")) return "Uint8Array";
  if (/REAL|FLOA|DOUB|BOOL/.test(declared)) return "number";
  // A date that was stored as text stays text.
  return "number | string";
}

/**
 * An INTEGER PRIMARY KEY, which SQLite fills in.
 *
 * @param {Column} column
 * @param {Column[]} all
 */
const isRowid = ({ key, type, keyless }, all) =>
  key === 1 && keyless === 0 && type.toUpperCase() === "INTEGER" && all.filter((other) => other.key > 0).length === 1;

/**
 * @param {Column} column
 * @param {Column[]} all
 */
function inKysely(column, all) {
  const type = typeOf(column);
  if (column.computed !== 0) return `ColumnType<${type}, never, never>`;
  return column.preset !== null || isRowid(column, all) ? `Generated<${type}>` : type;
}

/** @param {string} name */
const property = (name) => (/^[A-Za-z_$][\w$]*$/.test(name) ? name : JSON.stringify(name));

/**
 * @param {string[]} tables
 * @returns {Map<string, string>} a name for each: `notes` is NotesRow
 */
function interfaceNames(tables) {
  const names = new Map();
  const taken = new Set(["Database", "ColumnType", "Generated"]);
  for (const table of tables) {
    const words = table.split(/[^A-Za-z0-9]+/).filter((word) => word !== "");
    const base = `${words.map((word) => word[0].toUpperCase() + word.slice(1)).join("") || "Table"}Row`;
    let name = /^\d/.test(base) ? `Table${base}` : base;
    for (let n = 2; taken.has(name); n++) name = `${base}${n}`;
    taken.add(name);
    names.set(table, name);
  }
  return names;
}
