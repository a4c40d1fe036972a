/** Queries of Drizzle keep the type of their rows. Compiled, never run. */
import { count, eq, relations, sql } from "drizzle-orm";
import { alias, blob, integer, sqliteTable, text } from "drizzle-orm/sqlite-core";
import { createDrizzle, toSql } from "../../main/web/drizzle.js";
import { useQuery, useSuspenseQuery } from "../../main/web/react.js";
import { createQuery } from "../../main/web/solid.js";
import { queryStore } from "../../main/web/svelte.js";
import { useQuery as useVueQuery } from "../../main/web/vue.js";
import type { Row, SqlDocument, SqlQuery, Transaction } from "../../main/web/sqlsync.js";

const lists = sqliteTable("lists", { id: text().primaryKey(), name: text().notNull() });
const notes = sqliteTable("notes", {
  id: text().primaryKey(),
  text: text().notNull(),
  list: text().references(() => lists.id),
  made: integer({ mode: "timestamp_ms" }).notNull(),
  done: integer({ mode: "boolean" }).notNull().default(false),
  tags: text({ mode: "json" }).$type<string[]>().notNull(),
  size: blob({ mode: "bigint" }),
});
const schema = {
  lists,
  notes,
  listRelations: relations(lists, ({ many }) => ({ notes: many(notes) })),
  noteRelations: relations(notes, ({ one }) => ({ in: one(lists, { fields: [notes.list], references: [lists.id] }) })),
};

type Same<A, B> = (<T>() => T extends A ? 1 : 2) extends <T>() => T extends B ? 1 : 2 ? true : false;
const same = <A, B>(_: Same<A, B>) => {};
type RowsOf<Q> = Q extends SqlQuery<infer T> ? T : never;

interface Note {
  id: string;
  text: string;
  list: string | null;
  made: Date;
  done: boolean;
  tags: string[];
  size: bigint | null;
}
interface List {
  id: string;
  name: string;
}

export async function inPage(document: SqlDocument) {
  const db = createDrizzle(document, { schema, casing: "snake_case" });

  const all = toSql(db.select().from(notes));
  same<RowsOf<typeof all>, Note>(true);
  const joined = toSql(db.select().from(notes).leftJoin(lists, eq(lists.id, notes.list)));
  same<RowsOf<typeof joined>, { notes: Note; lists: List | null }>(true);
  const other = alias(notes, "other");
  const chosen = toSql(
    db
      .select({
        name: lists.name,
        many: count(notes.id),
        first: sql<number>`min(${notes.made})`,
        other: { id: other.id },
      })
      .from(lists)
      .leftJoin(notes, eq(notes.list, lists.id))
      .innerJoin(other, eq(other.list, lists.id)),
  );
  same<RowsOf<typeof chosen>, { name: string; many: number; first: number; other: { id: string } }>(true);
  const related = toSql(
    db.query.lists.findMany({ columns: { name: true }, with: { notes: { columns: { made: true } } } }),
  );
  same<RowsOf<typeof related>, { name: string; notes: { made: Date }[] }>(true);
  const first = toSql(db.query.notes.findFirst({ with: { in: true } }));
  const owner: SqlQuery<{ text: string; in: List | null }> = first;
  const one = (await document.query(owner))[0];
  const name: string | undefined = one?.in?.name;

  const rows: { notes: Note; lists: List | null }[] = await document.query(joined);
  document.subscribe(joined, (rows) => rows[0]?.notes.made.getTime());
  for await (const rows of document.live(joined)) rows[0]?.lists?.name.trim();
  const [some]: Row[][] = await document.queryAll([joined, all]);
  useQuery(document, joined).rows?.[0]?.notes.made.getTime();
  useSuspenseQuery(document, related)[0]?.notes[0]?.made.getTime();
  useVueQuery(document, () => joined).rows.value?.[0]?.notes.made.getTime();
  createQuery(
    () => document,
    () => joined,
  )
    .rows()?.[0]
    ?.lists?.name.trim();
  queryStore(document, joined).subscribe(({ rows }) => rows?.[0]?.notes.done.valueOf());
  // @ts-expect-error It may have no list.
  rows[0]?.lists.name;
  // @ts-expect-error It has no such column.
  useQuery(document, all).rows?.[0]?.title;
  // @ts-expect-error There is no such table.
  db.query.tasks;
  // @ts-expect-error A text is no query of Drizzle.
  toSql("SELECT 1");
  const awaited: Note[] = await db.select().from(notes);
  return [name, some, awaited];
}

export function inReducer(tx: Transaction) {
  const db = createDrizzle();
  const changed: number = tx.run(
    toSql(db.insert(notes).values({ id: tx.uuid(), text: "milk", made: new Date(tx.timestamp), tags: [] })),
  );
  const returned: { id: string; made: Date }[] = tx.all(
    toSql(db.update(notes).set({ done: true }).returning({ id: notes.id, made: notes.made })),
  );
  const done: boolean | undefined = tx.get(toSql(db.select().from(notes).where(eq(notes.id, "a"))))?.done;
  // @ts-expect-error `made` is a Date.
  db.insert(notes).values({ id: "a", text: "milk", made: 7, tags: [] });
  // @ts-expect-error There is no schema, so there are no relations.
  db.query.notes;
  return [changed, returned, done];
}
