// A reducer whose SQL Drizzle makes, for DrizzleIT.
import { eq } from "drizzle-orm";
import { createDrizzle, toSql } from "sqlsync/drizzle";
import { defineReducer } from "sqlsync/reducer";
import * as schema from "./drizzle-schema.js";

const { lists, notes } = schema;
const db = createDrizzle(undefined, { schema });

export default defineReducer({
  name: "drizzle-notes",
  migrations: [
    `CREATE TABLE lists (id TEXT PRIMARY KEY, name TEXT NOT NULL);
     CREATE TABLE notes (id TEXT PRIMARY KEY, name TEXT NOT NULL, list_id TEXT REFERENCES lists, made INTEGER NOT NULL,
       done INTEGER NOT NULL DEFAULT FALSE, tags TEXT, size BLOB, shape BLOB, picture BLOB)`,
  ],
  mutations: {
    list: (tx, list) => tx.run(toSql(db.insert(lists).values(list))),
    note(tx, note) {
      const made = new Date(tx.timestamp);
      const inserting = db
        .insert(notes)
        .values({ ...note, id: tx.uuid(), made, size: 1180591620717411303424n, shape: { sides: 4 } });
      const [row] = tx.all(toSql(inserting.returning()));
      return [row.made.getTime() === tx.timestamp, row.size, row.shape, row.picture];
    },
    /** Finishes all notes of a list, with the names that it had. */
    finish(tx, id) {
      const list = tx.get(
        toSql(db.query.lists.findFirst({ where: eq(lists.id, id), with: { notes: { columns: { id: true } } } })),
      );
      if (list === undefined) tx.reject("no-list", "There is no such list.");
      tx.run(
        toSql(
          db
            .update(lists)
            .set({ name: `${list.name} of ${list.notes.length}` })
            .where(eq(lists.id, id)),
        ),
      );
      const joined = tx.all(toSql(db.select().from(notes).innerJoin(lists, eq(lists.id, notes.listId))));
      for (const { notes: note, lists: of } of joined)
        tx.run(
          toSql(
            db
              .update(notes)
              .set({ done: true, tags: [of.name, note.done] })
              .where(eq(notes.id, note.id)),
          ),
        );
    },
  },
});
