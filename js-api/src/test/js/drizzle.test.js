import assert from "node:assert/strict";
import { test } from "node:test";
import { count, eq, relations, sql } from "drizzle-orm";
import { alias, customType, integer, sqliteTable, text } from "drizzle-orm/sqlite-core";
import { createDrizzle, toSql } from "../../main/web/drizzle-queries.js";
import { failureOf, openPage, quiet } from "./fake-browser.js";

const lists = sqliteTable("lists", { id: text().primaryKey(), name: text().notNull() });
const notes = sqliteTable("notes", {
  id: integer().primaryKey(),
  text: text().notNull(),
  list: text(),
  made: integer({ mode: "timestamp" }),
});
const schema = {
  lists,
  notes,
  listRelations: relations(lists, ({ many }) => ({ notes: many(notes) })),
  noteRelations: relations(notes, ({ one }) => ({ in: one(lists, { fields: [notes.list], references: [lists.id] }) })),
};

/** A page whose worker answers queries of two columns with two notes. */
async function drizzleOfPage() {
  const { doc, worker } = await openPage();
  worker.answering("queryArrays", () => ({
    columns: ["id", "made"],
    rows: 2,
    data: [
      [1, 2],
      [0, null],
    ],
  }));
  return { doc, worker, db: createDrizzle(doc, { schema }) };
}

test("a query is executed on the document, with its parameters, and Drizzle maps its rows", async () => {
  const { worker, db } = await drizzleOfPage();
  const query = db
    .select({ id: notes.id, made: notes.made })
    .from(notes)
    .where(eq(notes.made, new Date(7000)));
  const rows = [
    { id: 1, made: new Date(0) },
    { id: 2, made: null },
  ];
  assert.deepEqual(await query, rows);
  assert.deepEqual(await query.get(), rows[0]);
  const [{ sql: statement, params }] = worker.got("queryArrays");
  assert.equal(statement, 'select "id", "made" from "notes" where "notes"."made" = ?');
  assert.deepEqual(params, [7]);
});

test("a prepared query takes the values of its placeholders, and one that is not says which it lacks", async () => {
  const { worker, db } = await drizzleOfPage();
  const query = db
    .select({ id: notes.id, made: notes.made })
    .from(notes)
    .where(eq(notes.id, sql.placeholder("id")));
  assert.equal((await query.prepare().execute({ id: 9 })).length, 2);
  assert.deepEqual(worker.got("queryArrays")[0].params, [9]);
  assert.throws(() => toSql(query), /No value for placeholder "id"/);
});

test("what toSql() makes goes into a subscription, and into the transaction of a reducer", async () => {
  const { doc, worker, db } = await drizzleOfPage();
  const heard = [];
  doc.subscribe(toSql(db.select({ id: notes.id, made: notes.made }).from(notes)), (rows) => heard.push(...rows));
  await quiet();
  const [{ sql: statement, arrays }] = worker.got("subscribe");
  assert.deepEqual([statement, arrays], ['select "id", "made" from "notes"', true]);
  worker.send({ t: "news", m: 1, of: [{ s: 1, all: { columns: ["id", "made"], rows: 1, data: [[1], [5]] } }] });
  await quiet();
  assert.deepEqual(heard, [{ id: 1, made: new Date(5000) }]);
  const {
    sql: insert,
    params,
    map,
  } = toSql(
    createDrizzle()
      .insert(notes)
      .values({ id: 1, text: "milk", made: new Date(3000) }),
  );
  assert.equal(insert, 'insert into "notes" ("id", "text", "list", "made") values (?, ?, null, ?)');
  assert.deepEqual([params, map], [[1, "milk", 3], undefined]);
});

test("a write says which way leads to a mutation, and nothing is sent where Drizzle knows that it writes", async () => {
  const { worker, db } = await drizzleOfPage();
  worker.answering("queryArrays", () => {
    throw { code: "read-only", message: "It writes." };
  });
  worker.answering("query", () => {
    throw { code: "read-only", message: "It writes." };
  });
  const note = { id: 1, text: "milk" };
  const way = /by its mutations only: run this query in the reducer, tx\.run\(toSql\(query\)\)/;
  for (const write of [
    () => db.insert(notes).values(note),
    () => db.update(notes).set({ text: "x" }),
    () => db.delete(notes),
    () => db.run(sql`DELETE FROM notes`),
  ])
    await assert.rejects(async () => write(), way);
  assert.deepEqual([...worker.got("query"), ...worker.got("queryArrays")], []);
  // What gives rows is refused by the document itself.
  for (const write of [
    () => db.insert(notes).values(note).returning(),
    () => db.all(sql`DELETE FROM notes RETURNING id`),
  ])
    await assert.rejects(async () => write(), way);
  for (const several of [() => db.transaction(async () => {}), () => db.batch([])])
    await assert.rejects(async () => several(), /A page has no transactions/);
});

test("other errors come as they are", async () => {
  const { worker, db } = await drizzleOfPage();
  worker.answering("queryArrays", () => {
    throw { code: "sql-error", message: "no such table: notes" };
  });
  const error = await failureOf(db.select().from(notes).execute());
  assert.deepEqual([error.name, error.code, error.message], ["SqlSyncError", "sql-error", "no such table: notes"]);
});

test("without a document a query cannot be executed, and says what to do with it", async () => {
  const db = createDrizzle(undefined, { schema });
  for (const query of [db.select().from(notes), db.query.notes.findMany(), db.delete(notes), db.all(sql`SELECT 1`)])
    await assert.rejects(query.execute(), /This Drizzle has no document, and only makes SQL/);
});

test("toSql() of something else says what it takes", () => {
  for (const other of ["select 1", undefined, sql`SELECT 1`, createDrizzle().select()])
    assert.throws(() => toSql(other), /takes a query of Drizzle/);
});

test("another release of Drizzle is refused with the releases that it works with", () => {
  const query = { toSQL() {}, prepare: () => ({ mapper: () => [] }) };
  assert.throws(() => toSql(query), /works with releases 0\.44 and 0\.45 of drizzle-orm/);
});

test("queries that are written again are the same for hooks, and those that map in other ways are not", () => {
  const db = createDrizzle(undefined, { schema });
  const doubled = () => sql`${notes.id}`.mapWith((value) => value * 2);
  const plainNotes = sqliteTable("notes", { id: integer().primaryKey(), made: integer() });
  const shouting = customType({ dataType: () => "text", fromDriver: (value) => value.toUpperCase() });
  const loud = sqliteTable("notes", { text: shouting() });
  const other = () => alias(notes, "other");
  const subquery = () => db.select({ made: notes.made }).from(notes).as("s");
  const queries = [
    () => db.select({ made: notes.made }).from(notes),
    () => db.select({ when: notes.made }).from(notes),
    () => db.select({ made: plainNotes.made }).from(plainNotes),
    () => db.select({ made: sql`"made"` }).from(notes),
    () => db.select({ made: sql`"made"`.mapWith(String) }).from(notes),
    () => db.select({ text: notes.text }).from(notes),
    () => db.select({ text: loud.text }).from(loud),
    () => db.select({ id: doubled() }).from(notes),
    () => db.select({ id: sql`${notes.id}`.mapWith((value) => value * 3) }).from(notes),
    () => db.select({ n: count(), last: sql`max(${notes.made})`.mapWith(notes.made).as("last") }).from(notes),
    () => db.select().from(notes).leftJoin(lists, eq(lists.id, notes.list)),
    () => db.select().from(other()),
    () => db.select().from(subquery()),
    () => db.query.lists.findMany({ with: { notes: true } }),
    () => db.query.lists.findMany({ with: { notes: { extras: { a: sql`upper(${notes.text})`.as("x") } } } }),
    () => db.query.lists.findMany({ with: { notes: { extras: { b: sql`upper(${notes.text})`.as("x") } } } }),
    () => db.query.notes.findFirst({ with: { in: true } }),
    () => db.update(notes).set({ text: "x" }).returning({ a: notes.id }),
  ];
  const keyOf = (query) => {
    const { sql: text, params, mapKey } = toSql(query());
    return JSON.stringify([text, params, mapKey]);
  };
  const keys = queries.map(keyOf);
  assert.deepEqual(queries.map(keyOf), keys);
  assert.equal(new Set(keys).size, queries.length);
});
