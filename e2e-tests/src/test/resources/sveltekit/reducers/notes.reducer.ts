import { defineReducer, sql } from "sqlsync/reducer";

export default defineReducer({
  name: "notes",
  migrations: ["CREATE TABLE notes (id TEXT PRIMARY KEY, text TEXT NOT NULL)"],
  mutations: {
    add(tx, { text }: { text: string }) {
      tx.run(sql`INSERT INTO notes VALUES (${tx.uuid()}, ${text})`);
    },
  },
});
