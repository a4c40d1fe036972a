// An application of Kysely, for FrameworksIT.
import { openDocument } from "sqlsync";
import { createKysely, toSql } from "sqlsync/kysely";

globalThis.app = {
  async mount(id, options) {
    const document = await openDocument(id, options);
    const db = createKysely(document);
    const notes = db.selectFrom("notes").select("text").orderBy("id");
    document.subscribe(toSql(notes), (rows) => (app.watched = rows));
    app.note = (text) => document.mutate("note", { text });
    app.texts = async () => (await notes.execute()).map(({ text }) => text);
    app.titlesOf = async (ids) => {
      const items = await db
        .selectFrom("items as i")
        .leftJoin("notes as n", "n.id", "i.id")
        .select(["i.title", "n.text as note"])
        .where("i.id", "in", ids)
        .execute();
      return items.map(({ title }) => title);
    };
    app.write = () => db.deleteFrom("notes").execute();
  },
};
