/** `sqlsync/drizzle` as it is packed, on SQLite, in a page and in a reducer. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { asc, count, eq, gt, relations, sql, sum } from "drizzle-orm";
import { alias, blob, integer, real, sqliteTable, text, union } from "drizzle-orm/sqlite-core";
import { createDrizzle, toSql } from "../../../target/sqlsync/drizzle.js";
import { createTestDocument, createTestNetwork } from "../../../target/sqlsync/testing.js";

const MADE = new Date(1_700_000_000_000);

const lists = sqliteTable("lists", {
  id: text().primaryKey(),
  name: text().notNull(),
});
const notes = sqliteTable("notes", {
  id: text().primaryKey(),
  // The name of a column of `lists`, too.
  name: text().notNull(),
  listId: text().references(() => lists.id),
  made: integer({ mode: "timestamp" }).notNull(),
  read: integer({ mode: "timestamp_ms" }),
  done: integer({ mode: "boolean" }).notNull().default(false),
  tags: text({ mode: "json" }),
  weight: real(),
  size: blob({ mode: "bigint" }),
  shape: blob({ mode: "json" }),
  picture: blob(),
});
const schema = {
  lists,
  notes,
  listRelations: relations(lists, ({ many }) => ({ notes: many(notes) })),
  noteRelations: relations(notes, ({ one }) => ({
    list: one(lists, { fields: [notes.listId], references: [lists.id] }),
  })),
};
const CONFIG = { schema, casing: "snake_case" };
const builders = createDrizzle(undefined, CONFIG);

const reducer = {
  name: "notes",
  migrations: [
    `CREATE TABLE lists (id TEXT PRIMARY KEY, name TEXT NOT NULL);
     CREATE TABLE notes (id TEXT PRIMARY KEY, name TEXT NOT NULL, list_id TEXT REFERENCES lists, made INTEGER NOT NULL, read INTEGER,
       done INTEGER NOT NULL DEFAULT FALSE, tags TEXT, weight REAL, size BLOB, shape BLOB, picture BLOB)`,
  ],
  mutations: {
    list: (tx, list) => tx.run(toSql(builders.insert(lists).values(list))),
    note(tx, note) {
      const values = { made: new Date(tx.timestamp), ...note };
      const [made] = tx.all(
        toSql(builders.insert(notes).values(values).returning({ id: notes.id, same: notes.id, made: notes.made })),
      );
      return [made.id, made.same, made.made.getTime()];
    },
    finish: (tx, id) =>
      tx.run(
        toSql(
          builders
            .update(notes)
            .set({ done: true, read: new Date(tx.timestamp + 1) })
            .where(eq(notes.id, id)),
        ),
      ),
    rename: (tx, { id, name }) => tx.run(toSql(builders.update(lists).set({ name }).where(eq(lists.id, id)))),
    remove: (tx, id) => tx.get(toSql(builders.delete(notes).where(eq(notes.id, id)).returning()))?.tags,
    /** Takes the note with the list's name, by what it reads. */
    look(tx, id) {
      const joined = tx.get(
        toSql(builders.select().from(notes).leftJoin(lists, eq(lists.id, notes.listId)).where(eq(notes.id, id))),
      );
      const related = tx.get(toSql(builders.query.notes.findFirst({ with: { list: true }, where: eq(notes.id, id) })));
      assert.deepEqual({ ...joined.notes, list: joined.lists }, related);
      return [joined.notes.name, joined.lists?.name ?? null, joined.notes.made instanceof Date, joined.notes.done];
    },
  },
};

async function opened(t) {
  const doc = await createTestDocument(reducer, { timestamp: MADE });
  t.after(() => doc.close());
  await doc.mutate("list", { id: "l", name: "Shopping" });
  await doc.mutate("note", { id: "a", name: "milk", listId: "l", tags: ["x", { y: 1 }], weight: 1.5 });
  await doc.mutate("note", {
    id: "b",
    name: "bread",
    size: 2n ** 70n,
    shape: { round: true },
    picture: Uint8Array.of(1, 0, 255),
  });
  return { doc, db: createDrizzle(doc, CONFIG) };
}

const NOTHING = { read: null, done: false, tags: null, weight: null, size: null, shape: null, picture: null };
const MILK = { ...NOTHING, id: "a", name: "milk", listId: "l", made: MADE, tags: ["x", { y: 1 }], weight: 1.5 };
const BREAD = {
  ...NOTHING,
  id: "b",
  name: "bread",
  listId: null,
  made: MADE,
  size: 2n ** 70n,
  shape: { round: true },
  picture: Buffer.of(1, 0, 255),
};
const SHOPPING = { id: "l", name: "Shopping" };

test("a joined table's columns have their own values, and the table is null where nothing is joined", async (t) => {
  const { doc, db } = await opened(t);
  const joined = db.select().from(notes).leftJoin(lists, eq(lists.id, notes.listId)).orderBy(asc(notes.id));
  const rows = [
    { notes: MILK, lists: SHOPPING },
    { notes: BREAD, lists: null },
  ];
  assert.deepEqual(await joined, rows);
  assert.deepEqual(await doc.query(toSql(joined)), rows);
  const [first, second] = await doc.queryAll([toSql(joined), "SELECT count(*) AS n FROM notes"]);
  assert.deepEqual([first, second], [rows, [{ n: 2 }]]);
});

test("relations are mapped as in Drizzle, at every depth", async (t) => {
  const { doc, db } = await opened(t);
  const related = db.query.lists.findMany({
    with: {
      notes: {
        columns: { name: true, made: true, tags: true },
        extras: { loud: sql`upper(${notes.name})`.as("loud") },
        with: { list: true },
      },
    },
  });
  const rows = [
    { ...SHOPPING, notes: [{ name: "milk", made: MADE, tags: ["x", { y: 1 }], loud: "MILK", list: SHOPPING }] },
  ];
  assert.deepEqual(await related, rows);
  assert.deepEqual(await doc.query(toSql(related)), rows);
  const first = db.query.notes.findFirst({ with: { list: true }, where: eq(notes.id, "b") });
  assert.deepEqual(await first, { ...BREAD, list: null });
  assert.deepEqual(await doc.query(toSql(first)), [{ ...BREAD, list: null }]);
  const none = db.query.notes.findFirst({ where: eq(notes.id, "z") });
  assert.equal(await none, undefined);
  assert.deepEqual(await doc.query(toSql(none)), []);
});

test("aggregates, aliases, subqueries, unions and counts", async (t) => {
  const { doc, db } = await opened(t);
  const other = alias(notes, "other");
  const perList = db.$with("per_list").as(
    db
      .select({ listId: notes.listId, many: count().as("many") })
      .from(notes)
      .groupBy(notes.listId),
  );
  const all = toSql(
    db
      .with(perList)
      .select({
        list: lists,
        many: perList.many,
        last: sql`max(${other.made})`.mapWith(other.made),
        weight: sum(other.weight),
      })
      .from(lists)
      .innerJoin(perList, eq(perList.listId, lists.id))
      .leftJoin(other, eq(other.listId, lists.id))
      .groupBy(lists.id),
  );
  assert.deepEqual(await doc.query(all), [{ list: SHOPPING, many: 1, last: MADE, weight: "1.5" }]);
  const names = union(db.select({ name: notes.name }).from(notes), db.select({ name: lists.name }).from(lists));
  assert.deepEqual((await doc.query(toSql(names))).map(({ name }) => name).sort(), ["Shopping", "bread", "milk"]);
  assert.equal(await db.$count(notes, gt(notes.weight, 1)), 1);
  assert.deepEqual(await db.all(sql`SELECT ${notes.name} AS n FROM ${notes} ORDER BY n`), [
    { n: "bread" },
    { n: "milk" },
  ]);
  assert.deepEqual(await db.values(sql`SELECT 1, 1`), [[1, 1]]);
});

test("joins and relations are live, and rows that did not change are the same objects", async (t) => {
  const { doc, db } = await opened(t);
  const joined = toSql(db.select().from(notes).leftJoin(lists, eq(lists.id, notes.listId)).orderBy(asc(notes.id)));
  const related = toSql(db.query.notes.findMany({ with: { list: true }, orderBy: asc(notes.id) }));
  const heard = [];
  const live = [doc.live(joined), doc.live(related)];
  for (const each of live) heard.push((await each.next()).value);
  assert.deepEqual(heard[0][0], { notes: MILK, lists: SHOPPING });
  assert.deepEqual(heard[1][0], { ...MILK, list: SHOPPING });
  await doc.mutate("rename", { id: "l", name: "Food" });
  const [joinedNow, relatedNow] = await Promise.all(live.map(async (each) => (await each.next()).value));
  assert.deepEqual(joinedNow[0], { notes: MILK, lists: { id: "l", name: "Food" } });
  assert.deepEqual(relatedNow[0], { ...MILK, list: { id: "l", name: "Food" } });
  assert.equal(joinedNow[1], heard[0][1]);
  assert.equal(relatedNow[1], heard[1][1]);
  for (const each of live) await each.return();
});

test("in a reducer the builders write with bound values, and read with Drizzle's mapping", async (t) => {
  const { doc, db } = await opened(t);
  assert.deepEqual((await doc.mutate("note", { id: "c", name: "'); DROP TABLE notes; --" })).result, [
    "c",
    "c",
    MADE.getTime(),
  ]);
  assert.equal((await doc.mutate("finish", "c")).result, 1);
  assert.deepEqual((await doc.mutate("look", "a")).result, ["milk", "Shopping", true, false]);
  assert.deepEqual((await doc.mutate("look", "c")).result, ["'); DROP TABLE notes; --", null, true, true]);
  const [c] = await db.select().from(notes).where(eq(notes.id, "c"));
  assert.deepEqual([c.done, c.read], [true, new Date(MADE.getTime() + 1)]);
  assert.deepEqual((await doc.mutate("remove", "a")).result, ["x", { y: 1 }]);
  assert.equal(await db.$count(notes), 2);
  await assert.rejects(doc.mutate("list", { id: "l", name: "again" }), /UNIQUE constraint failed: lists\.id/);
  await doc.replay();
});

test("devices and a coordinator agree on what such a reducer did", async (t) => {
  const network = await createTestNetwork(reducer);
  t.after(() => network.close());
  const [phone, laptop] = [await network.device("phone"), await network.device("laptop")];
  phone.offline();
  await phone.mutate("note", { id: "a", name: "milk", size: 5n, shape: [1], picture: Uint8Array.of(7) });
  await laptop.mutate("note", { id: "b", name: "bread" });
  await laptop.mutate("finish", "b");
  phone.online();
  await network.settled();
  const ofLaptop = await createDrizzle(laptop, CONFIG).select().from(notes).orderBy(notes.id);
  assert.deepEqual(await createDrizzle(phone, CONFIG).select().from(notes).orderBy(notes.id), ofLaptop);
  assert.deepEqual(
    ofLaptop.map(({ id, done, size }) => [id, done, size]),
    [
      ["a", false, 5n],
      ["b", true, null],
    ],
  );
});

test("a write outside a reducer says which way leads to a mutation, and changes nothing", async (t) => {
  const { doc, db } = await opened(t);
  const way = /run this query in the reducer, tx\.run\(toSql\(query\)\), and call it with document\.mutate\(\)/;
  for (const write of [
    () => db.insert(lists).values({ id: "m", name: "x" }),
    () => db.insert(lists).values({ id: "m", name: "x" }).returning(),
    () => db.update(lists).set({ name: "x" }).returning({ id: lists.id }),
    () => db.delete(lists),
    () => db.run(sql`DELETE FROM lists`),
    () => db.all(sql`DELETE FROM lists RETURNING id`),
  ])
    await assert.rejects(async () => write(), way);
  assert.deepEqual(await db.select().from(lists), [SHOPPING]);
  await assert.rejects(doc.query(toSql(db.delete(lists))), { code: "read-only" });
});
