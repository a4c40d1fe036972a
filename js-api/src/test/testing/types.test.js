/** The command `sqlsync types`: it runs the migrations on the engine of the package. */
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { fileURLToPath } from "node:url";

const cli = fileURLToPath(new URL("../../../target/sqlsync/cli.js", import.meta.url));

/** Runs the command on a reducer with these migrations. */
function types(t, migrations, ...args) {
  const folder = mkdtempSync(join(tmpdir(), "sqlsync-types-test-"));
  t.after(() => rmSync(folder, { recursive: true }));
  const text = `export default { name: "x", migrations: ${JSON.stringify(migrations)}, mutations: {} };`;
  writeFileSync(join(folder, "x.reducer.js"), text);
  const { status, stdout, stderr } = spawnSync(process.execPath, [cli, "types", "x.reducer.js", ...args], {
    cwd: folder,
    encoding: "utf8",
  });
  return { folder, status, stdout, stderr };
}

/** The columns of the first table, as they are written. */
const columns = (text) => [...text.matchAll(/^ {2}(.*);$/gm)].map(([, line]) => line);

test("columns have the types of their affinity, after all migrations", (t) => {
  const { status, stdout, stderr } = types(t, [
    "CREATE TABLE notes (id TEXT PRIMARY KEY, n INT NOT NULL, r REAL, b BLOB, v VARCHAR(9) NOT NULL, d DATE, u)",
    'ALTER TABLE notes ADD COLUMN "is done" BOOLEAN NOT NULL DEFAULT 0',
  ]);
  assert.equal(status, 0, stderr);
  assert.deepEqual(columns(stdout), [
    "id: string",
    "n: number",
    "r: number | null",
    "b: Uint8Array | null",
    "v: string",
    "d: number | string | null",
    "u: null | number | bigint | string | Uint8Array",
    '"is done": number',
    "notes: NotesRow",
  ]);
  assert.doesNotMatch(stdout, /import/);
});

test("views and virtual tables are there, and what belongs to SQLite is not", (t) => {
  const { stdout } = types(t, [
    "CREATE TABLE a (x TEXT NOT NULL); CREATE VIEW b AS SELECT x FROM a; CREATE VIRTUAL TABLE words USING fts4(body)",
  ]);
  assert.deepEqual(
    [...stdout.matchAll(/^export interface (\w+)/gm)].map(([, name]) => name),
    ["ARow", "BRow", "WordsRow", "Database"],
  );
  assert.match(stdout, /body: null \| number/);
});

test("tables whose names read the same have types of their own", (t) => {
  const { stdout } = types(t, ['CREATE TABLE "a b" (x); CREATE TABLE "a-b" (x); CREATE TABLE "1" (x)']);
  assert.deepEqual(columns(stdout).slice(-3), ['"1": Table1Row', '"a b": ABRow', '"a-b": ABRow2']);
});

test("for Kysely, what an insert may leave out is marked", (t) => {
  const { stdout } = types(
    t,
    ["CREATE TABLE t (id INTEGER PRIMARY KEY, made INT NOT NULL DEFAULT 5, text TEXT NOT NULL, long AS (text || '!'))"],
    "--kysely",
  );
  assert.match(stdout, /^import type \{ ColumnType, Generated \} from "kysely";$/m);
  assert.deepEqual(columns(stdout).slice(0, 3), ["id: Generated<number>", "made: Generated<number>", "text: string"]);
  assert.match(stdout, /long: ColumnType<.*, never, never>/);
});

test("they are written to a file, once", (t) => {
  const { folder, stdout } = types(t, ["CREATE TABLE t (a TEXT NOT NULL)"], "--out", "db.ts");
  assert.match(stdout, /types written to db\.ts/);
  assert.match(readFileSync(join(folder, "db.ts"), "utf8"), /a: string;/);
});

test("a migration that fails is said with its number, and the status is 1", (t) => {
  const { status, stdout, stderr } = types(t, ["CREATE TABLE t (a)", "CREATE TABEL u"]);
  assert.equal(status, 1);
  assert.equal(stdout, "");
  assert.match(stderr, /Migration 1 .*syntax error/);
});
