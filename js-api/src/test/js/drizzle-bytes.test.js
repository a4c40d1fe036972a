import assert from "node:assert/strict";
import { test } from "node:test";
import { blob, integer, sqliteTable } from "drizzle-orm/sqlite-core";

// As in browsers and reducers, when the module is loaded and afterwards.
delete globalThis.Buffer;
const { createDrizzle, toSql } = await import("../../main/web/drizzle-queries.js");

const values = sqliteTable("bytes", {
  id: integer().primaryKey(),
  plain: blob(),
  json: blob({ mode: "json" }),
  bigint: blob({ mode: "bigint" }),
});

test("blobs are written and read where there is no Buffer", () => {
  const db = createDrizzle();
  const row = { id: 1, plain: Uint8Array.of(0, 255), json: { text: "ä" }, bigint: 2n ** 80n };
  const { params } = toSql(db.insert(values).values(row));
  const bytes = (text) => new TextEncoder().encode(text);
  assert.deepEqual(params, [1, Uint8Array.of(0, 255), bytes('{"text":"ä"}'), bytes("1208925819614629174706176")]);
  assert.deepEqual(toSql(db.select().from(values)).map(params), row);
});
