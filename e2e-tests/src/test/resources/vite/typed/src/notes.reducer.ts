import { defineReducer, sql } from "sqlsync/reducer";
import { encode } from "source-map-js/lib/base64.js";
import { label } from "./label.ts";

export default defineReducer({
  name: "typed-notes",
  migrations: ["CREATE TABLE notes (text TEXT NOT NULL)" /* more */],
  mutations: {
    add(tx, { text }: { text: string }) {
      tx.run(sql`INSERT INTO notes (text) VALUES (${text})`);
      const rows = tx.all("SELECT * FROM notes");
      return { label, code: encode(5) as string, count: rows.length, columns: Object.keys(rows[0]).length };
    },
  },
});
