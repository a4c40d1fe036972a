import assert from "node:assert/strict";
import { test } from "node:test";
import { sql as raw } from "kysely";
import { createKysely, toSql } from "../../main/web/kysely-queries.js";
import { failureOf, openPage, quiet } from "./fake-browser.js";

/** A page whose worker answers queries with two notes. */
async function kyselyOfPage() {
  const { doc, worker } = await openPage();
  worker.answering("query", () => ({
    columns: ["id", "text"],
    rows: 2,
    data: [
      [1, 2],
      ["milk", "bread"],
    ],
  }));
  return { doc, worker, db: createKysely(doc) };
}

test("a query is executed on the document, with its parameters", async () => {
  const { worker, db } = await kyselyOfPage();
  const query = db.selectFrom("notes").select(["id", "text"]).where("text", "!=", "x").where("id", ">", 0);
  assert.deepEqual(await query.execute(), [
    { id: 1, text: "milk" },
    { id: 2, text: "bread" },
  ]);
  assert.equal((await query.executeTakeFirstOrThrow()).text, "milk");
  const [{ sql, params }] = worker.got("query");
  assert.equal(sql, 'select "id", "text" from "notes" where "text" != ? and "id" > ?');
  assert.deepEqual(params, ["x", 0]);
});

test("what toSql() makes goes into a subscription, and into the transaction of a reducer", async () => {
  const { doc, worker, db } = await kyselyOfPage();
  doc.subscribe(toSql(db.selectFrom("notes").selectAll().where("id", "=", 7)), () => {});
  await quiet();
  const [{ sql, params }] = worker.got("subscribe");
  assert.equal(sql, 'select * from "notes" where "id" = ?');
  assert.deepEqual(params, [7]);
  assert.deepEqual(toSql(createKysely().insertInto("notes").values({ id: 1, text: "milk" })), {
    sql: 'insert into "notes" ("id", "text") values (?, ?)',
    params: [1, "milk"],
  });
});

test("a write says which way leads to a mutation, and nothing is sent", async () => {
  const { worker, db } = await kyselyOfPage();
  for (const write of [
    db.insertInto("notes").values({ id: 1 }),
    db.updateTable("notes").set({ text: "x" }),
    db.deleteFrom("notes"),
    db.schema.dropTable("notes"),
  ])
    await assert.rejects(
      write.execute(),
      /by its mutations only: run this query in the reducer, tx\.run\(toSql\(query\)\)/,
    );
  await assert.rejects(
    db.transaction().execute(async () => {}),
    /A page has no transactions/,
  );
  assert.deepEqual(worker.got("query"), []);
});

test("of SQL that was written by hand the document says that it writes, and Kysely which way leads to a mutation", async () => {
  const { worker, db } = await kyselyOfPage();
  worker.answering("query", () => {
    throw { code: "read-only", message: "It writes." };
  });
  const error = await failureOf(raw`DELETE FROM notes`.execute(db));
  assert.match(error.message, /by its mutations only: run this query in the reducer/);
  assert.equal(error.cause.code, "read-only");
});

test("without a document a query cannot be executed, and says what to do with it", async () => {
  await assert.rejects(createKysely().selectFrom("notes").selectAll().execute(), /has no document, and only makes SQL/);
});

test("toSql() of something else says what it takes", () => {
  assert.throws(() => toSql("select 1"), /takes a query of Kysely/);
  assert.throws(() => toSql(undefined), /takes a query of Kysely/);
});
