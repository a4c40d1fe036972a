import assert from "node:assert/strict";
import { test } from "node:test";
import { sql } from "drizzle-orm";
import { integer, sqliteTable } from "drizzle-orm/sqlite-core";
import { createDrizzle, toSql } from "../../main/web/drizzle-queries.js";
import { FakeDocument, Page, releases } from "./react-rig.js";

const notes = sqliteTable("notes", { made: integer() });

for (const release of releases) {
  test(`${release.name}: a component writes its query inline`, async () => {
    const page = new Page(release);
    const document = new FakeDocument();
    const db = createDrizzle(document);
    const made = (row) => row.made?.getTime() ?? "-";
    const Notes = () => {
      const query = db.select({ made: sql`${notes.made}`.mapWith((value) => new Date(value)) }).from(notes);
      return `${release.hooks.useQuery(document, toSql(query)).rows?.map(made)}`;
    };
    for (let n = 0; n < 10; n++) await page.show(Notes);
    await page.act(() => document.rows([{ made: new Date(7) }]));
    assert.equal(page.text, "7");
    assert.equal(document.subscriptions.length, 1);
    await page.unmount();
  });
}
