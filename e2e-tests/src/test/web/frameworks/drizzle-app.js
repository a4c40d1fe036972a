// An application of Drizzle, for DrizzleIT.
import { eq } from "drizzle-orm";
import { openDocument } from "sqlsync";
import { createDrizzle, toSql } from "sqlsync/drizzle";
import * as schema from "./drizzle-schema.js";

const { lists, notes } = schema;

globalThis.app = {
  async mount(id, options) {
    const document = (app.document = await openDocument(id, options));
    const db = createDrizzle(document, { schema });
    const related = db.query.lists.findMany({ with: { notes: { columns: { name: true, made: true, tags: true } } } });
    const joined = db.select().from(notes).leftJoin(lists, eq(lists.id, notes.listId)).orderBy(notes.name);
    document.subscribe(toSql(related), (rows) => (app.related = rows));
    document.subscribe(toSql(joined), (rows) => (app.joined = rows));
    app.shown = async () =>
      (await joined).map(({ notes: note, lists: list }) =>
        [note.name, list?.name, note.made instanceof Date, note.done, note.size, note.shape.sides, note.picture].join(),
      );
    app.writes = [() => db.delete(notes), () => db.insert(lists).values({ id: "x", name: "x" }).returning()];
  },
};
